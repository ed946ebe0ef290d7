"""Events for other programs: what is planned, who was asked, who came."""

from datetime import date, datetime, time
from decimal import Decimal

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import turnout_of, visible_gatherings
from shuke.lib.http import RowId, Text
from shuke.records.access.decorators import ApiRequest, api_operation

router = Router(tags=["events"])

GUESTS_AT_MOST = 1_000


class EventOut(Schema):
    id: int
    name: str
    kind: str
    state: str
    store: str | None  # its code; null: of the whole business
    held_on: date
    from_time: time
    until_time: time
    capacity: int | None
    cost: Decimal
    window_days: int

    @staticmethod
    def resolve_store(gathering: Gathering) -> str | None:
        return gathering.store.code if gathering.store else None


class EventTurnoutOut(Schema):
    asked: int
    coming: int
    declined: int
    came: int  # customers who are known
    walk_ins: int  # of them, those nobody had asked
    strangers: int
    held: int
    out: dict[str, int]  # not to be reached, by reason


class EventGuestOut(Schema):
    customer: str
    arm: str
    answer: str
    came_at: datetime | None

    @staticmethod
    def resolve_customer(guest: Guest) -> str:
        return guest.customer.number


@router.get("/events", response=list[EventOut], summary="Events, the latest first")
@api_operation("marketing.view")
def list_events(request: ApiRequest) -> list[Gathering]:
    """At most 200, of the caller's stores."""
    return list(visible_gatherings(request.scope)[:200])


@router.get("/events/{event_id}", response=EventOut, summary="One event")
@api_operation("marketing.view")
def get_event(request: ApiRequest, event_id: RowId) -> Gathering:
    return _found(request, event_id)


@router.get("/events/{event_id}/turnout", response=EventTurnoutOut, summary="Who was asked, said yes and came")
@api_operation("marketing.view")
def get_event_turnout(request: ApiRequest, event_id: RowId) -> object:
    return turnout_of(_found(request, event_id))


@router.get("/events/{event_id}/guests", response=list[EventGuestOut], summary="Guests of an event")
@api_operation("marketing.view")
def list_event_guests(request: ApiRequest, event_id: RowId, after: Text = "") -> list[Guest]:
    """At most 1,000 by number; the next after the last number."""
    guests = Guest.objects.filter(gathering=_found(request, event_id), customer__number__gt=after)
    return list(guests.select_related("customer").order_by("customer__number")[:GUESTS_AT_MOST])


def _found(request: ApiRequest, pk: int) -> Gathering:
    return get_object_or_404(visible_gatherings(request.scope), pk=pk)
