"""The task inbox: whom to look after today, why, and what to say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.actions.care.models import CareTask, TaskState
from shuke.actions.care.queries.inbox import VIEWS, capacity_of, counts_of_views, tasks_in, tasks_of_view
from shuke.actions.care.queries.places import Days, days_at
from shuke.actions.care.services import care_settings
from shuke.lib.dates import midnight
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.queries import active_preferences, contact_of
from shuke.records.stores.queries import business
from shuke.web.answers import note_people_read
from shuke.web.care.words import Shown, shown
from shuke.web.frame import shown_scope

ROWS, ON_TODAY, PREFERENCES_SHOWN = 100, 5, 5


@dataclass(frozen=True)
class Row:
    shown: Shown
    today: date  # where the customer is at home


@dataclass(frozen=True)
class Box:
    view: str
    rows: list[Row]
    counts: dict[str, int]
    days: Days
    zone: ZoneInfo
    here: datetime  # now, in the time zone of the business


@require_GET
@staff_view("care.view")
def inbox(request: StaffRequest) -> HttpResponse:
    """The list; beside it, where there is room, the task on top."""
    box = box_of(request)
    note_people_read(request, len({row.shown.task.customer_id for row in box.rows}), filters=["view"])
    return _page(request, box, box.rows[0].shown.task if box.rows else None, is_chosen=False)


@require_GET
@staff_view("care.view")
def task(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, box_of(request), task_or_404(request, pk), is_chosen=True)


@require_GET
@staff_view("customers.view")
def on_today(request: StaffRequest) -> HttpResponse:
    """The section of the first page; nothing for those who do not care for customers."""
    if not request.scope.may("care.view"):
        return HttpResponse()
    box = box_of(request, most=ON_TODAY)
    return render(request, "care/on_today.html", {"box": box, "capacity": _capacity(request, box.days)})


def box_of(request: StaffRequest, *, most: int = ROWS) -> Box:
    shop, scope, now = business(), shown_scope(request), timezone.now()
    days = days_at(now, shop=shop)
    counts = counts_of_views(scope, days=days)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = "mine" if counts["mine"] else "all"
    rows = [
        Row(shown(task), days.of(task.customer.home_store_id))
        for task in tasks_of_view(scope, view=view, days=days)[:most]
    ]
    zone = ZoneInfo(shop.time_zone)
    return Box(view=view, rows=rows, counts=counts, days=days, zone=zone, here=now.astimezone(zone))


def task_or_404(request: StaffRequest, pk: int) -> CareTask:
    found = tasks_in(request.scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: StaffRequest, box: Box, found: CareTask | None, *, is_chosen: bool) -> HttpResponse:
    context = {
        "box": box,
        "is_chosen": is_chosen,
        "capacity": _capacity(request, box.days),
        "more": box.counts[box.view] - len(box.rows),
        "here": found.pk if found else 0,
        "may_work": request.scope.may("care.work"),
        "sees_money": request.scope.may("money.view"),
        **(_task_context(request, found) if found else {}),
    }
    return render(request, "care/inbox.html", context)


def _task_context(request: StaffRequest, found: CareTask) -> dict[str, Any]:
    contact = contact_of(found.customer, scope=request.scope)
    phone = next((one.value for one in contact if one.kind == "phone"), "")
    return {
        "one": shown(found),
        "contact": contact[:3],
        "phone": "" if "•" in phone else phone,
        "preferences": active_preferences(found.customer_id)[:PREFERENCES_SHOWN],
        "attempts": found.attempts.select_related("staff"),
        "is_open": found.state == TaskState.OPEN,
    }


def _capacity(request: StaffRequest, days: Days) -> Any:
    since: datetime = midnight(business().time_zone, days.today)
    return capacity_of(request.scope, days=days, since=since, room=care_settings().tasks_a_day)
