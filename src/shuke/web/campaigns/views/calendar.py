"""The month: campaigns and events that are planned, running and over."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.models import Gathering
from shuke.actions.campaigns.queries.gatherings import visible_gatherings
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business_day
from shuke.web.campaigns.rows import CampaignRow, rows_of
from shuke.web.campaigns.views.shown import CAMPAIGNS, of_others, shared, works_everywhere

FIRST_YEAR, FINAL_YEAR = 1970, 2199  # beyond them the months beside have no days to count with


@dataclass(frozen=True)
class Entry:
    row: CampaignRow
    is_first: bool  # of the campaign, or of the week: there stands its name


@dataclass(frozen=True)
class Day:
    on: date
    is_other: bool  # of the month before or after
    entries: list[Entry]
    events: list[Gathering]


@require_GET
@staff_view("marketing.view")
def calendar(request: StaffRequest) -> HttpResponse:
    """`?month=2026-03`; this month by default."""
    if not works_everywhere(request):
        return of_others(request, _("Calendar"))
    today = business_day(timezone.now())
    first = _month(request.GET.get("month", ""), today)
    days = days_of(first, rows_of(CAMPAIGNS.order_by("id")), visible_gatherings(request.scope))
    context = {
        "month": first,
        "before": first - timedelta(days=1),
        "after": first + timedelta(days=31),
        "today": today,
        "days": days,
        "is_empty": not any(day.entries or day.events for day in days),
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
    }
    return render(request, "campaigns/calendar.html", shared(request) | context)


def days_of(first: date, rows: Sequence[CampaignRow], events: QuerySet[Gathering]) -> list[Day]:
    """Whole weeks, Monday first, in each day the campaigns that run or are planned then, and its events."""
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    held = list(events.filter(held_on__gte=weeks[0][0], held_on__lte=weeks[-1][-1]))
    return [
        Day(
            on,
            on.month != first.month,
            [Entry(row, _is_first(row, on)) for row in rows if _is_on(row, on)],
            [event for event in held if event.held_on == on],
        )
        for week in weeks
        for on in week
    ]


def _is_on(row: CampaignRow, on: date) -> bool:
    return row.from_on is not None and row.from_on <= on <= (row.until_on or row.from_on)


def _is_first(row: CampaignRow, on: date) -> bool:
    return on == row.from_on or on.weekday() == 0


def _month(asked: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
    return month if FIRST_YEAR <= month.year <= FINAL_YEAR else today.replace(day=1)
