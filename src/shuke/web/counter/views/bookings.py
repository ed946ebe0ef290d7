"""A booking taken, changed, called off; and the guest at the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.dates import day_written
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Booking, Customer
from shuke.records.customers.queries import bookings_for_lists
from shuke.records.customers.services import (
    cancel_booking,
    change_booking,
    guest_who_books,
    make_booking,
    mark_came,
    mark_missed,
)
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, with_toast
from shuke.web.counter.bookings import Span, booked_words, span_in
from shuke.web.counter.finding import people_found
from shuke.web.counter.forms import BookingForm, NewBookingForm, StrangerBookingForm
from shuke.web.counter.place import Place, at_store, place_named, place_of
from shuke.web.counter.presented import Presented, seal
from shuke.web.counter.services import ORIGIN
from shuke.web.counter.till import plain
from shuke.web.counter.views.enrol import typed_in
from shuke.web.counter.views.expected import expected_url, show_expected
from shuke.web.counter.views.reading import (
    choose_a_store,
    guest_or_404,
    guest_seen,
    guest_url,
    person_url,
    show,
    with_news,
)

DOOR_OPENS_WITHIN = timedelta(days=1)  # of the time that was booked: a late evening is told the day after
LIST = "list"  # `to=list`: back to whom one expects, instead of the panel that is open


@require_GET
@staff_view("bookings.take")
def who(request: StaffRequest) -> HttpResponse:
    """Who is on the phone: by its number or the name, or somebody new."""
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    text = plain(request.GET.get("q", ""))
    day = day_written(request.GET.get("day", ""))
    context = {"q": text, "hits": people_found(text, scope=request.scope), "day": day}
    part = "#hits" if request.htmx.target == "booking-hits" else "#dialog" if request.htmx else ""
    return render(request, f"counter/who.html{part}", context)


@get_or_post
@staff_view("bookings.take")
def book(request: StaffRequest, pk: int) -> HttpResponse:
    """For who stands here, or was found."""
    place, guest = _place(request), guest_or_404(request, pk)
    if place is None:
        return choose_a_store(request)
    form = NewBookingForm(request.POST or None, initial=_initial(request, place))
    if request.method == "POST" and form.is_valid():
        booking = _taken(request, place, form, lambda: guest.customer)
        if booking is not None:
            return _done(request, place, booking, _("Booked"), back=guest_url(guest))
    title = _("Book for %(name)s") % {"name": guest.customer}
    return _form(request, form, title=title, submit=_("Take the booking"))


@get_or_post
@staff_view("bookings.take")
def stranger(request: StaffRequest) -> HttpResponse:
    """Found again by the phone; else they become a customer of this store."""
    place = _place(request)
    if place is None:
        return choose_a_store(request)
    form = StrangerBookingForm(request.POST or None, initial={**_initial(request, place), **typed_in(request)})
    if request.method == "POST" and form.is_valid():
        name, phone = form.cleaned_data["name"], form.cleaned_data["phone"]
        told: dict[str, Any] = {"scope": request.scope, "now": place.now, "origin": ORIGIN, "store": place.store}
        booking = _taken(request, place, form, lambda: guest_who_books(**told, name=name, phone=phone))
        if booking is not None:
            return go_to(request, expected_url(_day_of(booking, place)))
    return _form(request, form, title=_("Book for somebody new"), submit=_("Take the booking"))


@get_or_post
@staff_view("bookings.take")
def change(request: StaffRequest, pk: int) -> HttpResponse:
    booking = _booking(request, pk)
    place = at_store(request.scope, booking.store, now=timezone.now())
    form = BookingForm(request.POST or None, initial=_stands(booking))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            booking = change_booking(
                scope=request.scope, now=place.now, origin=ORIGIN, booking=booking, wanted=form.wanted()
            )
            return _done(request, place, booking, _("Booking changed"), back=person_url(booking.guest, ""))
    title = _("Booking of %(name)s") % {"name": booking.guest}
    return _form(request, form, title=title, submit=_("Save"), booking=booking, place=place)


@require_POST
@staff_view("bookings.take")
def came(request: StaffRequest, pk: int) -> HttpResponse:
    """Their panel opens: also of another store's customer, who gave their full phone for the booking."""
    place = place_named(request, now=timezone.now())
    booking = mark_came(scope=request.scope, now=place.now, origin=ORIGIN, booking=_booking(request, pk))
    guest = guest_seen(request, booking.guest.pk) if request.htmx.target == "person" else None
    if guest is not None:
        return show(request, place, guest)
    return go_to(request, _door_to(booking, place, request))


@require_POST
@staff_view("bookings.take")
def missed(request: StaffRequest, pk: int) -> HttpResponse:
    place = place_named(request, now=timezone.now())
    booking = mark_missed(scope=request.scope, now=place.now, origin=ORIGIN, booking=_booking(request, pk))
    span = span_in(request.POST, today=place.today)
    if not request.htmx:
        return redirect(expected_url(span))
    return with_toast(show_expected(request, place, span), _("%(name)s did not come.") % {"name": booking.guest})


@require_POST
@staff_view("bookings.take")
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    place = place_named(request, now=timezone.now())
    booking = cancel_booking(scope=request.scope, now=place.now, origin=ORIGIN, booking=_booking(request, pk))
    return _done(request, place, booking, _("Booking cancelled"), back=person_url(booking.guest, ""))


def _place(request: StaffRequest) -> Place | None:
    """Of a form the store it names: another tab may have chosen another one since."""
    now = timezone.now()
    return place_named(request, now=now) if request.method == "POST" else place_of(request, now=now)


def _initial(request: StaffRequest, place: Place) -> dict[str, Any]:
    day = day_written(request.GET.get("day", ""))
    source = Booking.Source.PHONE if request.GET.get("to") == LIST else Booking.Source.STAFF
    return {
        "on": max(day or place.today, place.today),
        "party_size": 2,
        "source": source,
        "key": uuid4().hex,
        "store": place.store.pk,
    }


def _stands(booking: Booking) -> dict[str, Any]:
    plain_fields = ("party_size", "seat", "request")
    return {"on": booking.starts_on, "at": booking.clock, **{name: getattr(booking, name) for name in plain_fields}}


def _taken(
    request: StaffRequest, place: Place, form: NewBookingForm, customer: Callable[[], Customer]
) -> Booking | None:
    """None: the form says why not, and nobody was made a customer for it."""
    taken: Booking | None = None
    with refusals_in(form), transaction.atomic():
        taken = make_booking(
            scope=request.scope,
            now=place.now,
            origin=ORIGIN,
            store=place.store,
            customer=customer(),
            wanted=form.wanted(),
            source=form.cleaned_data["source"],
            number=form.cleaned_data["key"],
        )
    return taken


def _done(request: StaffRequest, place: Place, booking: Booking, title: str, *, back: str) -> HttpResponse:
    if request.GET.get("to") == LIST:
        return go_to(request, expected_url(_day_of(booking, place)))
    if not request.htmx:
        return redirect(back)
    is_off = booking.status == Booking.Status.CANCELLED
    says = "" if is_off else booked_words(booking, today=place.today)
    return with_news(render(request, "counter/said.html", {"title": title, "name": booking.guest, "says": says}))


def _form(request: StaffRequest, form: BookingForm, **context: Any) -> HttpResponse:
    template = "counter/booking.html#dialog" if request.htmx else "counter/booking.html"
    context = {"form": form, "url": request.get_full_path(), **context}
    return render(request, template, context, status=INVALID if form.errors else 200)


def _booking(request: StaffRequest, pk: int) -> Booking:
    found: Booking = get_object_or_404(bookings_for_lists(request.scope), pk=pk)
    return found


def _day_of(booking: Booking, place: Place) -> Span:
    return Span(booking.starts_on, booking.starts_on, place.today)


def _door_to(booking: Booking, place: Place, request: StaffRequest) -> str:
    """The panel; of another store's customer about the time they booked for, else a booking opened it for ever."""
    guest = booking.guest
    if request.scope.covers_store(guest.home_store_id):
        return person_url(guest, "")
    if abs(booking.starts_at - place.now) > DOOR_OPENS_WITHIN:
        return expected_url(_day_of(booking, place))
    return person_url(guest, seal(Presented(guest.pk), staff_id=request.scope.staff_id))
