"""`/bookings`: a booking system hands them in, reads them, and says what became of them."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.lib.http import Cursor, Limit, Number, PageOf, RowId, Strict, Text
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.records.customers.api.people import ORIGIN
from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import LARGEST_PARTY, Booking, Customer
from shuke.records.customers.queries import bookings_for_lists, customers_for_lists
from shuke.records.customers.schemas import text
from shuke.records.customers.services import (
    cancel_booking,
    change_booking,
    guest_who_books,
    lock_person,
    make_booking,
    mark_came,
    mark_missed,
)
from shuke.records.stores.models import Store

router = Router(tags=["bookings"])


ClockTime = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Field(description="by the store's clock: 18:30"),
]
PartySize = Annotated[int, Field(ge=1, le=LARGEST_PARTY)]
Seat = Annotated[str, text(80)]
Request = Annotated[str, text(300)]


class BookingIn(Strict):
    store: Annotated[str, text(64, 1)] = Field(description="its code")
    customer: Number | None = Field(None, description="the number of a customer of your stores; or give name and phone")
    name: Annotated[str, text(160)] = Field("", description="of somebody new; who is known by the phone keeps theirs")
    phone: Annotated[str, text(40)] = ""
    day: dt.date
    time: ClockTime
    party_size: PartySize
    seat: Seat = Field("", description="the seat or room they wish for")
    request: Request = Field("", description="special request")
    source: Literal["phone", "staff", "web", "api"] = "api"
    number: Annotated[str, text(120)] = Field("", description="your own; the same again is the same booking")


class BookingChanges(Strict):
    """Only what is sent is changed."""

    day: dt.date | None = None
    time: ClockTime | None = None
    party_size: PartySize | None = None
    seat: Seat | None = None
    request: Request | None = None


class BookingOut(Schema):
    id: int
    number: str
    store: str
    customer: str
    name: str
    day: dt.date
    time: str
    starts_at: dt.datetime
    party_size: int
    seat: str
    request: str
    status: str
    source: str
    recorded_at: dt.datetime
    updated_at: dt.datetime


class BookingFilters(Schema):
    day: dt.date | None = None
    store: Text = Field("", description="its code")
    number: Text = ""
    status: Literal["", "booked", "came", "missed", "cancelled"] = ""
    sort: Literal["id", "-id", "starts_at", "-starts_at"] = "starts_at"
    limit: Limit = 50
    starting_after: Cursor = ""


@router.get("/bookings", response=PageOf[BookingOut], summary="Bookings of the caller's stores")
@api_operation("bookings.view")
def list_bookings(request: ApiRequest, filters: Query[BookingFilters]) -> PageOf[BookingOut]:
    """`day` is a day of the store; in the order of the time unless `sort` says otherwise."""
    bookings = bookings_for_lists(request.scope)
    if filters.day:
        bookings = bookings.filter(starts_on=filters.day)
    if filters.store:
        bookings = bookings.filter(store__code=filters.store)
    for name in ("number", "status"):
        if wanted := getattr(filters, name):
            bookings = bookings.filter(**{name: wanted})
    page: Page[Booking] = keyset_page(
        bookings, sort=filters.sort, limit=filters.limit, starting_after=filters.starting_after
    )
    data = [_out(one) for one in page.data]
    return PageOf[BookingOut](data=data, has_more=page.has_more, next_cursor=page.next_cursor)


@router.get("/bookings/{booking_id}", response=BookingOut, summary="One booking")
@api_operation("bookings.view")
def get_booking(request: ApiRequest, booking_id: RowId) -> BookingOut:
    return _out(_visible(request, booking_id))


@router.post("/bookings", response={201: BookingOut}, summary="Take a booking")
@idempotent
@api_operation("bookings.take")
@transaction.atomic  # nobody is made a customer for a booking that is refused
def create_booking(request: ApiRequest, body: BookingIn) -> Status[BookingOut]:
    """Without `customer`, whoever the full phone means in the chain, or somebody new of that name.

    409 where another booking of the store has this `number`, and where the guest is booked at that time already.
    """
    now, scope = timezone.now(), request.scope
    store = _store(body.store, scope)
    booking = make_booking(
        scope=scope,
        now=now,
        origin=ORIGIN,
        store=store,
        customer=_customer(body.customer, scope)
        if body.customer
        else guest_who_books(scope=scope, now=now, origin=ORIGIN, store=store, name=body.name, phone=body.phone),
        wanted=_wanted(body.model_dump(include={"day", "time", "party_size", "seat", "request"})),
        source=body.source,
        number=body.number.strip() or uuid4().hex,
    )
    return Status(201, _out(_visible(request, booking.pk)))


@router.patch("/bookings/{booking_id}", response=BookingOut, summary="Change a booking")
@api_operation("bookings.take")
@transaction.atomic
def patch_booking(request: ApiRequest, booking_id: RowId, body: BookingChanges) -> BookingOut:
    """422 for one that is over or cancelled; 409 where the guest is booked at the new time already."""
    lock_person(_visible(request, booking_id).customer)  # what is not sent stays as it stands now
    held = _visible(request, booking_id)
    stands = _out(held).model_dump(include=set(BookingChanges.model_fields))
    sent = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    change_booking(scope=request.scope, now=timezone.now(), origin=ORIGIN, booking=held, wanted=_wanted(stands | sent))
    return _out(_visible(request, booking_id))


@router.post("/bookings/{booking_id}/came", response=BookingOut, summary="They are here")
@idempotent
@api_operation("bookings.take")
def booking_came(request: ApiRequest, booking_id: RowId) -> BookingOut:
    """422 before the day, and for a booking that was cancelled."""
    return _settled(mark_came, request, booking_id)


@router.post("/bookings/{booking_id}/missed", response=BookingOut, summary="They did not come")
@idempotent
@api_operation("bookings.take")
def booking_missed(request: ApiRequest, booking_id: RowId) -> BookingOut:
    """422 before the time, and for a booking that was cancelled."""
    return _settled(mark_missed, request, booking_id)


@router.post("/bookings/{booking_id}/cancel", response=BookingOut, summary="Cancel a booking")
@idempotent
@api_operation("bookings.take")
def cancel(request: ApiRequest, booking_id: RowId) -> BookingOut:
    """Cancelled again it stays so; 422 once they came or did not come."""
    return _settled(cancel_booking, request, booking_id)


def _settled(settle: Any, request: ApiRequest, booking_id: int) -> BookingOut:
    held = _visible(request, booking_id)
    settle(scope=request.scope, now=timezone.now(), origin=ORIGIN, booking=held)
    return _out(_visible(request, booking_id))


def _visible(request: ApiRequest, booking_id: int) -> Booking:
    found: Booking = get_object_or_404(bookings_for_lists(request.scope), pk=booking_id)
    return found


def _wanted(sent: dict[str, Any]) -> Wanted:
    return Wanted(
        on=sent["day"],
        at=dt.time.fromisoformat(sent["time"]),
        party_size=sent["party_size"],
        seat=sent["seat"],
        request=sent["request"],
    )


def _store(code: str, scope: Scope) -> Store:
    store = Store.objects.filter(code=code).first()
    if store is None or not scope.covers_store(store.pk):
        raise ValidationError({"store": _("There is no store “%(code)s” among yours.") % {"code": code}})
    return store


def _customer(number: str, scope: Scope) -> Customer:
    customer = customers_for_lists(scope).filter(number=number).first()
    if customer is None:
        said = _("There is no customer “%(number)s” in your stores.") % {"number": number}
        raise ValidationError({"customer": said})
    return customer


def _out(booking: Booking) -> BookingOut:
    plain = ("id", "number", "starts_at", "party_size", "seat", "request", "status", "source", "recorded_at")
    return BookingOut(
        **{name: getattr(booking, name) for name in (*plain, "updated_at")},
        store=booking.store.code,
        customer=booking.guest.number,
        name=booking.guest.name,
        day=booking.starts_on,
        time=booking.clock,
    )
