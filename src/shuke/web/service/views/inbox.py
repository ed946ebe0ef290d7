"""The inbox: a list by deadline, the case, the customer beside it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.lib.dates import day_in, midnight
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Case
from shuke.records.cases.queries import case_in, desk, escalated, unannounced_year
from shuke.records.cases.queries.inbox import VIEWS
from shuke.records.cases.services import asked, may_give, ways_of, workers_for
from shuke.records.stores.models import Business
from shuke.records.stores.queries import business
from shuke.web.answers import INVALID
from shuke.web.frame import Frame, frame_of, shown_scope
from shuke.web.service.links import ask_link
from shuke.web.service.reading import (
    Box,
    box_of,
    closed_today,
    due_of,
    filters_in,
    gift_words,
    is_put_back,
    lines_of,
    newest_of,
    steps_of,
    waiting_gift,
)
from shuke.web.service.views.narrowing import FIRST, views_beside
from shuke.web.service.words import chip_of

NOTHING: Mapping[str, Any] = {}


@require_GET
@staff_view("cases.view")
def inbox(request: StaffRequest) -> HttpResponse:
    """The list; beside it the case that is due first."""
    surroundings = frame_of(request)
    box = _box(request, surroundings.business)
    found = box.rows[0].case if box.rows and _is_wide(request) else None
    warnings = _warnings(request, box, surroundings.business)
    return _page(request, box, found, surroundings=surroundings, warnings=warnings)


@require_GET
@staff_view("cases.view")
def case(request: StaffRequest, pk: int) -> HttpResponse:
    found = case_or_404(request, pk)
    if found.merged_into_id is not None:
        return redirect("service_case", found.merged_into_id)
    surroundings = frame_of(request)
    box = _box(request, surroundings.business, case=found)
    return _page(request, box, found, surroundings=surroundings)


def case_with_draft(request: StaffRequest, found: Case, *, draft: str, refused: str) -> HttpResponse:
    """The case again, with the sentence why a reply was not taken and the words that were written."""
    surroundings = frame_of(request)
    box, said = _box(request, surroundings.business, case=found), {"draft": draft, "refused": refused}
    return _page(request, box, found, surroundings=surroundings, said=said, status=INVALID)


@require_GET
@staff_view("cases.view")
def rows(request: StaffRequest) -> HttpResponse:
    """The list alone, for the poll: nothing where nothing changed."""
    box = _box(request, business())
    if request.GET.get("digest") == box.digest:
        return HttpResponse(status=204)
    return render(request, "service/inbox.html#rows", _list_context(request, box, request.GET.get("here", "")))


def case_or_404(request: StaffRequest, pk: int) -> Case:
    found = case_in(request.scope, pk)
    if found is None:
        raise Http404
    return found


def _is_wide(request: StaffRequest) -> bool:
    """A phone shows the list first: a case below forty rows would not be seen."""
    return request.headers.get("Sec-CH-UA-Mobile") != "?1"


def _warnings(request: StaffRequest, box: Box, shop: Business) -> dict[str, int | None]:
    """Above the list: a year whose holidays are not known, what is escalated to who reads this or to nobody, and which
    of their cases run out soon."""
    held, today = desk(), day_in(shop.time_zone, timezone.now())
    named, reader = held.escalate_to, request.user.pk
    is_named = named is not None and named.is_active
    return {
        "unannounced_year": unannounced_year(held, today=today, country=shop.country),
        "escalated": escalated(request.scope).count() if is_named and held.escalate_to_id == reader else 0,
        "may_set": request.scope.may("settings.manage"),
        "late_to_nobody": 0 if is_named else box.counts["late"],
        "running_out": box.counts["running_out"],
    }


def _box(request: StaffRequest, shop: Business, *, case: Case | None = None) -> Box:
    view = request.GET.get("view", FIRST)
    return box_of(
        shown_scope(request),
        view=view if view in VIEWS else FIRST,
        query=request.GET.dict(),
        now=timezone.now(),
        zone=ZoneInfo(shop.time_zone),
        case=case,
    )


def _list_context(request: StaffRequest, box: Box, here: str) -> dict[str, Any]:
    narrowed = filters_in(request.GET.dict())
    address = {"view": box.view, **narrowed}
    return {
        "box": box,
        "here": here,
        "kept": urlencode(address),
        "narrowed": narrowed,
        "may_open": request.scope.may("cases.open"),
        **views_beside(request.user, address),
    }


def _page(
    request: StaffRequest,
    box: Box,
    found: Case | None,
    *,
    surroundings: Frame,
    warnings: Mapping[str, int | None] = NOTHING,
    said: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> HttpResponse:
    """Fifteen queries at most with a case, ten without: the customer beside it and canned replies come after it."""
    now, shop = timezone.now(), surroundings.business
    zone, today = ZoneInfo(shop.time_zone), day_in(shop.time_zone, now)
    context = {
        **_list_context(request, box, str(found.pk) if found else ""),
        "frame": surroundings,  # it was asked already
        "case": found,
        "zone": zone,
        "closed_today": closed_today(request.scope, since=midnight(shop.time_zone, today)),
        **warnings,
        **said,
        "may_work": request.scope.may("cases.work"),
        **(_case_context(request, box, found, zone) if found else {}),
    }
    return render(request, "service/inbox.html", context, status=status)


def _case_context(request: StaffRequest, box: Box, found: Case, zone: ZoneInfo) -> dict[str, Any]:
    due, lines = due_of(found, box.stamps), lines_of(found)
    gift = waiting_gift(found) if due == "compensation" else None
    question = asked(found) if due == "follow_up" else None
    return {
        "chip": chip_of(found, now=timezone.now(), zone=zone),
        "lines": lines,
        "newest": newest_of(lines),
        "steps": steps_of(found, box.stamps),
        "due": due,
        "is_put_back": is_put_back(found, box.stamps, lines),
        "colleagues": workers_for(found) if due == "assigned" else [],
        "gift": gift,
        "gift_words": gift_words(gift) if gift else "",
        "may_approve": bool(gift) and _may_approve(request, gift),
        "ask_link": ask_link(question) if question else "",
        "tags": found.tags.all(),
        "ways": ways_of(found) if found.is_live else None,
        "is_mailed": found.channel not in ("chat", "social", "counter"),
    }


def _may_approve(request: StaffRequest, gift: Any) -> bool:
    is_another = gift.proposed_by_id != request.scope.staff_id
    return request.scope.may("cases.approve") and is_another and may_give(request.scope, gift)
