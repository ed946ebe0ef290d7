"""All events of the reader's stores, those to come first; and the doors of today."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import ASKED, doors_of, piece, visible_gatherings
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business_day
from shuke.web.campaigns.views.events.found import shared_of_events

ROWS = 200


@dataclass(frozen=True)
class EventRow:
    gathering: Gathering
    asked: int
    coming: int
    came: int  # known customers and strangers
    cost: Decimal  # with the invitations

    @property
    def per_guest(self) -> Decimal | None:
        return self.cost / self.came if self.came else None


@require_GET
@staff_view("marketing.view")
def events(request: StaffRequest) -> HttpResponse:
    shared = shared_of_events(request)
    rows = rows_of(visible_gatherings(request.scope)[:ROWS])
    today = business_day(timezone.now())
    context = {
        "groups": [
            (_("To come"), [row for row in reversed(rows) if row.gathering.held_on >= today]),
            (_("Over"), [row for row in rows if row.gathering.held_on < today]),
        ]
    }
    return render(request, "campaigns/events/events.html", shared | context)


@require_GET
@staff_view("events.door")
def doors(request: StaffRequest) -> HttpResponse:
    """Events of yesterday, today and tomorrow: a night may be long, and a store may lie in another zone."""
    today = business_day(timezone.now())
    near = doors_of(request.scope).filter(
        held_on__gte=today - timedelta(days=1), held_on__lte=today + timedelta(days=1)
    )
    rows = rows_of(near.exclude(state=Gathering.State.CANCELLED).order_by("held_on", "from_time"))
    return render(request, "campaigns/events/doors.html", {"rows": rows, "today": today})


def rows_of(found: QuerySet[Gathering]) -> list[EventRow]:
    gatherings = list(found)
    counts = {
        row["gathering"]: row
        for row in Guest.objects.filter(gathering__in=[each.pk for each in gatherings])
        .values("gathering")
        .annotate(
            asked=Count("pk", filter=ASKED),
            coming=Count("pk", filter=ASKED & Q(answer=Guest.Answer.YES)),
            came=Count("pk", filter=Q(came_at__isnull=False)),
            pieces=Count("pk", filter=piece()),
        )
    }
    nobody = {"asked": 0, "coming": 0, "came": 0, "pieces": 0}
    return [
        EventRow(each, row["asked"], row["coming"], row["came"] + each.strangers, each.cost_with(row["pieces"]))
        for each in gatherings
        for row in [counts.get(each.pk, nobody)]
    ]
