"""Why customers left, what was done about it, and how many came back."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, Number, RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import customers_for_lists
from shuke.records.departures.models import Departure
from shuke.records.departures.queries import Followed, Tally, departures_of, departures_within, followed, tallies
from shuke.records.departures.services import record_departure, take_countermeasure
from shuke.records.stores.queries import business_day

router = Router(tags=["departures"])
ORIGIN = "api"

Note = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=300)]
Spent = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]


class CountermeasureIn(Schema):
    countermeasure: Departure.Countermeasure
    taken_on: dt.date | None = None
    spent: Spent | None = None


class DepartureIn(Schema):
    cause: Departure.Cause
    note: Note = ""
    noted_on: dt.date | None = None
    countermeasure: Departure.Countermeasure | None = None
    taken_on: dt.date | None = None
    spent: Spent | None = None


class DepartureOut(Schema):
    id: int
    cause: str
    note: str
    noted_on: dt.date
    countermeasure: str
    taken_on: dt.date | None
    spent: Decimal | None
    came_back_on: dt.date | None
    outcome: str


class TallyOut(Schema):
    key: str
    departures: int
    answered: int
    back: int
    waiting: int
    gone: int
    back_share: float | None
    spent: Decimal


class CountsOut(Schema):
    causes: list[TallyOut]
    countermeasures: list[TallyOut]


@router.get("/customers/{number}/departures", response=list[DepartureOut], summary="Why the customer left, and since")
@api_operation("customers.view")
def list_departures(request: ApiRequest, number: Number) -> list[DepartureOut]:
    """The latest first. Who buys within 90 days of the countermeasure came back."""
    rows = followed(departures_of(_visible(request, number).pk), today=business_day(timezone.now()))
    return [_out(row, sees_money=request.scope.may("money.view")) for row in rows]


@router.post("/customers/{number}/departures", response={201: DepartureOut}, summary="Record why a customer left")
@idempotent
@api_operation("departures.record")
def create_departure(request: ApiRequest, number: Number, body: DepartureIn) -> Status[DepartureOut]:
    """`noted_on` is today unless given; the countermeasure may follow later."""
    departure = record_departure(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customer=_visible(request, number),
        cause=body.cause,
        note=body.note,
        noted_on=body.noted_on or business_day(timezone.now()),
        countermeasure=body.countermeasure or "",
        taken_on=body.taken_on,
        spent=body.spent,
    )
    return Status(201, _one(request, departure))


@router.post(
    "/customers/{number}/departures/{departure_id}/countermeasure",
    response=DepartureOut,
    summary="Record what was done about it",
)
@idempotent
@api_operation("departures.record")
def answer_departure(request: ApiRequest, number: Number, departure_id: RowId, body: CountermeasureIn) -> DepartureOut:
    """Said again, it takes the place of what was said before."""
    held = get_object_or_404(departures_of(_visible(request, number).pk), pk=departure_id)
    departure = take_countermeasure(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        departure=held,
        countermeasure=body.countermeasure,
        taken_on=body.taken_on or business_day(timezone.now()),
        spent=body.spent,
    )
    return _one(request, departure)


@router.get("/departures/counts", response=CountsOut, summary="Causes and countermeasures, and how many came back")
@api_operation("insight.view")
def count_departures(request: ApiRequest) -> dict[str, list[Tally]]:
    """Of customers of the caller's stores."""
    rows = followed(departures_within(request.scope), today=business_day(timezone.now()))
    answered = [row for row in rows if row.departure.countermeasure]
    return {
        "causes": tallies(rows, by=lambda departure: departure.cause),
        "countermeasures": tallies(answered, by=lambda departure: departure.countermeasure),
    }


def _visible(request: ApiRequest, number: str) -> Customer:
    return get_object_or_404(customers_for_lists(request.scope), number=number)


def _one(request: ApiRequest, departure: Departure) -> DepartureOut:
    (row,) = followed(Departure.objects.filter(pk=departure.pk), today=business_day(timezone.now()))
    return _out(row, sees_money=request.scope.may("money.view"))


def _out(row: Followed, *, sees_money: bool) -> DepartureOut:
    held = row.departure
    return DepartureOut(
        id=held.pk,
        cause=held.cause,
        note=held.note,
        noted_on=held.noted_on,
        countermeasure=held.countermeasure,
        taken_on=held.taken_on,
        spent=held.spent if sees_money else None,
        came_back_on=row.came_back_on,
        outcome=row.outcome,
    )
