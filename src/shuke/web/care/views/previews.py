"""Who would be served, who was, and who was left out: the lists behind a programme's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.actions.care.deciding import beyond, is_limited
from shuke.actions.care.models import CareProgramme, CareStep, Outcome, PlanState
from shuke.actions.care.queries.inbox import plans_in
from shuke.actions.care.queries.occasions import OF_TODAY
from shuke.actions.care.services import due_for
from shuke.lib.dates import day_written
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.stores.queries import business_day
from shuke.web.answers import note_people_read
from shuke.web.care.words import beyond_words, left_out_words, step_words
from shuke.web.frame import shown_scope

AHEAD_DAYS, PEOPLE_A_PAGE = 30, 50
UNTRIED = "untried"  # in an address: tasks without an outcome


@dataclass(frozen=True)
class DueDay:
    day: date
    step: CareStep
    words: str
    count: int


@require_GET
@staff_view("care.view")
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """Day by day for the coming month, as far as it is known today."""
    programme, today, error = get_object_or_404(CareProgramme, pk=pk), business_day(timezone.now()), ""
    try:
        rows = _coming(request, programme, today)
    except ShukeError as refused:
        rows, error = [], str(refused)
    context = {
        "programme": programme,
        "rows": rows,
        "total": sum(row.count for row in rows),
        "beyond": _beyond(programme, rows, today),
        "error": error,
    }
    return render(request, "care/preview.html", {**context, "of_today": programme.kind in OF_TODAY})


@require_GET
@staff_view("care.view")
def due(request: StaffRequest, pk: int, number: int, day: str) -> HttpResponse:
    step = get_object_or_404(CareStep.objects.select_related("programme", "template"), programme=pk, number=number)
    wanted = day_written(day)
    if wanted is None:
        raise Http404
    found = due_for(step.programme, step, day=wanted, today=business_day(timezone.now()), scope=shown_scope(request))
    page = Paginator([one.customer_id for one in found], PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    people = Customer.objects.in_bulk(list(page))
    note_people_read(request, len(people))
    context = {
        "programme": step.programme,
        "words": step_words(step),
        "day": wanted,
        "page": page,
        "people": [people[pk] for pk in page if pk in people],
    }
    return render(request, "care/due.html", context)


@require_GET
@staff_view("care.view")
def plans(request: StaffRequest, pk: int) -> HttpResponse:
    """What became of whom, by state and reason."""
    programme = get_object_or_404(CareProgramme, pk=pk)
    rows = plans_in(shown_scope(request), programme)
    state, reason = request.GET.get("state", ""), request.GET.get("reason", "")
    if state == "served":
        rows = rows.filter(state__in=[PlanState.TASK, PlanState.MESSAGE])
    elif state in PlanState.values:
        rows = rows.filter(state=state)
    rows = rows.filter(reason=reason) if reason else rows
    outcome = request.GET.get("outcome", "")
    if outcome in (UNTRIED, *Outcome.values):
        rows = rows.filter(task__outcome="" if outcome == UNTRIED else outcome)
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    asked = {"state": state, "reason": reason, "outcome": outcome}
    note_people_read(request, len({plan.customer_id for plan in page}), filters=[name for name in asked if asked[name]])
    context = {
        "programme": programme,
        "page": page,
        "rows": [(plan, left_out_words(plan.reason) if plan.reason else "") for plan in page],
        **asked,
    }
    return render(request, "care/plans.html", context)


def _coming(request: StaffRequest, programme: CareProgramme, today: date) -> list[DueDay]:
    scope = shown_scope(request)
    ahead = 1 if programme.kind in OF_TODAY else AHEAD_DAYS
    rows = []
    for shift in range(ahead):
        day = today + timedelta(days=shift)
        for step in programme.steps.select_related("template"):
            if count := len(due_for(programme, step, day=day, today=today, scope=scope)):
                rows.append(DueDay(day, step, step_words(step), count))
    return rows


def _beyond(programme: CareProgramme, rows: Sequence[DueDay], today: date) -> str:
    """What the most customers a day make of it; a state of today is still there tomorrow."""
    if programme.kind in OF_TODAY:
        return ""
    limited = [row for row in rows if is_limited(kind=programme.kind, does=row.step.does)]
    due = [sum(row.count for row in limited if (row.day - today).days == shift) for shift in range(AHEAD_DAYS)]
    return beyond_words(beyond(due, most_a_day=programme.most_a_day))
