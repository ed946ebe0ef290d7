"""Bookings: taken, changed, cancelled, and what became of them. Each may be asked twice and happens once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.booking_rules import (
    ImpossibleBooking,
    Wanted,
    moment_of,
    require_day,
    require_may_become,
    require_party,
)
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Booking, Customer, Identity
from shuke.records.customers.queries.matching import Matched, match_customer
from shuke.records.customers.queries.merges import own_and_merged
from shuke.records.customers.services.erasing import lock_person
from shuke.records.customers.services.events import record_event
from shuke.records.customers.services.identities import NewIdentity
from shuke.records.customers.services.profile import register_customer
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business

PERMISSION = "bookings.take"
_CHANGEABLE = ("starts_on", "starts_at", "party_size", "seat", "request")
_TOLD = ("starts_on", "starts_at", "party_size")  # the audit tells their values, of the others only that they changed


class AlreadyBooked(ShukeError):
    """The same person at the same time."""


class BookingNumberUsed(ShukeError):
    """Another booking of the store goes by this number."""


@transaction.atomic
def make_booking(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    store: Store,
    customer: Customer,
    wanted: Wanted,
    source: str,
    number: str,
) -> Booking:
    """Takes a booking; the same one under the same `number` again is the one that was taken.

    Raises ImpossibleBooking, AlreadyBooked, BookingNumberUsed; NotAllowed for a store of others.
    """
    scope.require(PERMISSION)
    scope.require_store(store.pk)
    guest = _locked_guest(customer)
    booking = _fill(Booking(store=store, customer=guest, number=number.strip(), source=source), wanted)
    if (held := _repeated(booking)) is not None:
        return held
    _require_possible(booking, now=now)
    booking.recorded_by_id, booking.recorded_at, booking.updated_at = scope.staff_id, now, now
    booking.full_clean(exclude=["store", "customer", "recorded_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:  # another process was a moment earlier
        if (held := _repeated(booking)) is None:
            raise
        return held
    _note(scope=scope, now=now, origin=origin, booking=booking, verb="made")
    return booking


@transaction.atomic
def change_booking(*, scope: Scope, now: datetime, origin: str, booking: Booking, wanted: Wanted) -> Booking:
    """What is equal already leaves no trace.

    Raises ImpossibleBooking, also for one that is over or cancelled; AlreadyBooked, NotAllowed.
    """
    held = _locked(booking, scope=scope)
    before = {name: getattr(held, name) for name in _CHANGEABLE}
    _fill(held, wanted)
    changed = [name for name in _CHANGEABLE if getattr(held, name) != before[name]]
    if not changed:
        return held
    if held.status != Booking.Status.BOOKED:
        raise ImpossibleBooking(
            _("This booking cannot be changed so: it is marked “%(status)s”.") % {"status": held.get_status_display()}
        )
    _require_possible(held, now=now, is_moved="starts_on" in changed)
    held.updated_at = now
    held.full_clean(exclude=["store", "customer", "recorded_by"], validate_constraints=False)
    held.save(update_fields=[*changed, "updated_at"])
    told = {name: [str(before[name]), str(getattr(held, name))] for name in changed if name in _TOLD}
    _note(scope=scope, now=now, origin=origin, booking=held, verb="changed", fields=sorted(changed), changes=told)
    return held


def mark_came(*, scope: Scope, now: datetime, origin: str, booking: Booking) -> Booking:
    """They are here. Raises ImpossibleBooking before the day, and for one that was cancelled."""
    return _become(Booking.Status.CAME, verb="came", scope=scope, now=now, origin=origin, booking=booking)


def mark_missed(*, scope: Scope, now: datetime, origin: str, booking: Booking) -> Booking:
    """They did not come. Raises ImpossibleBooking before the time."""
    return _become(Booking.Status.MISSED, verb="missed", scope=scope, now=now, origin=origin, booking=booking)


def cancel_booking(*, scope: Scope, now: datetime, origin: str, booking: Booking) -> Booking:
    """They called it off. Raises ImpossibleBooking for one that is over."""
    return _become(Booking.Status.CANCELLED, verb="cancelled", scope=scope, now=now, origin=origin, booking=booking)


@transaction.atomic
def guest_who_books(*, scope: Scope, now: datetime, origin: str, store: Store, name: str, phone: str) -> Customer:
    """Whom the full phone means in the whole chain; else somebody new, of this store.

    Raises ImpossibleBooking without a name and a phone, and what the phone or a new customer is refused for.
    """
    name, phone = name.strip(), phone.strip()
    if not phone:
        raise ImpossibleBooking(_("Give the phone of who books: they are found again by it."))
    normal = normal_of(Identity.Kind.PHONE, phone, country=business().country)
    known = match_customer(identifiers=[Matched(Identity.Kind.PHONE, normal)])
    if known is not None:
        return known.customer
    if not name:
        raise ImpossibleBooking(_("Nobody is known by this phone: give the name of who books, too."))
    scope.require("customers.register")
    return register_customer(
        scope=scope,
        now=now,
        origin=origin,
        fields={"name": name, "home_store": store},
        identities=[NewIdentity(kind=Identity.Kind.PHONE, value=phone)],
    )


@transaction.atomic
def _become(
    status: Booking.Status, *, verb: str, scope: Scope, now: datetime, origin: str, booking: Booking
) -> Booking:
    held = _locked(booking, scope=scope)
    if held.status == status:
        return held
    require_may_become(held, status, today=day_in(held.store.time_zone, now), now=now)
    held.status, held.updated_at = status, now
    if status == Booking.Status.CAME:
        _require_free(held)
    held.save(update_fields=["status", "updated_at"])
    _note(scope=scope, now=now, origin=origin, booking=held, verb=verb)
    return held


def _locked_guest(customer: Customer) -> Customer:
    """Two bookings of one person wait for each other: neither misses the other's time."""
    guest = lock_person(customer)[0]
    if guest.erased_at is not None:
        raise ImpossibleBooking(_("This customer was erased; book for them as somebody new."))
    return guest


def _locked(booking: Booking, *, scope: Scope) -> Booking:
    scope.require(PERMISSION)
    scope.require_store(booking.store_id)
    # The customer first, as a new booking does: else two could wait for each other for ever.
    lock_person(booking.customer)
    locked = Booking.objects.select_for_update(of=("self",)).select_related("store", "customer__merged_into")
    return locked.get(pk=booking.pk)


def _fill(booking: Booking, wanted: Wanted) -> Booking:
    require_party(wanted.party_size)
    at = wanted.at.replace(second=0, microsecond=0)
    booking.starts_on, booking.starts_at = wanted.on, moment_of(wanted.on, at, booking.store.time_zone)
    booking.party_size, booking.seat, booking.request = wanted.party_size, wanted.seat.strip(), wanted.request.strip()
    return booking


def _repeated(booking: Booking) -> Booking | None:
    """The booking taken under this number already; raises BookingNumberUsed where it says something else."""
    held = Booking.objects.select_related("store", "customer__merged_into").filter(
        store=booking.store, number=booking.number
    )
    known = held.first()
    if known is None:
        return None
    if known.guest.pk != booking.customer_id or any(
        getattr(known, name) != getattr(booking, name) for name in _CHANGEABLE
    ):
        raise BookingNumberUsed(
            _("Another booking was taken under the number %(number)s; change that one, or give a number of its own.")
            % {"number": booking.number}
        )
    return known


def _require_possible(booking: Booking, *, now: datetime, is_moved: bool = True) -> None:
    if is_moved:
        require_day(booking.starts_on, today=day_in(booking.store.time_zone, now))
    _require_free(booking)


def _require_free(booking: Booking) -> None:
    own = own_and_merged(booking.guest.pk)
    others = Booking.objects.awaited().filter(customer__in=own, starts_at=booking.starts_at).exclude(pk=booking.pk)
    held = others.select_related("store").first()
    if held is None:
        return
    said = {"name": booking.guest, "time": booking.clock, "day": booking.starts_on.isoformat()}
    if held.store_id == booking.store_id:
        raise AlreadyBooked(_("%(name)s has a booking on %(day)s at %(time)s already: change that one instead.") % said)
    raise AlreadyBooked(_("%(name)s is booked in another store on %(day)s at %(time)s: ask them first.") % said)


def _note(*, scope: Scope, now: datetime, origin: str, booking: Booking, verb: str, **more: object) -> None:
    facts: dict[str, object] = {
        "booking": booking.pk,
        "day": booking.starts_on.isoformat(),
        "time": booking.clock,
        "party_size": booking.party_size,
    }
    event = facts | {name: value for name, value in more.items() if name == "fields"}
    store_id, customer_id = booking.store_id, booking.customer_id
    record_event(
        scope=scope,
        kind=f"booking.{verb}",
        now=now,
        origin=origin,
        customer_id=customer_id,
        store_id=store_id,
        facts=event,
    )
    record_audit(scope=scope, action=f"booking.{verb}", at=now, subject=f"customer:{customer_id}", facts=facts | more)
