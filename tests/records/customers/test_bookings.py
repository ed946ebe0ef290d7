"""Bookings: taken once, changed, called off, and what became of them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.at_once import at_once, wait_for_each_other
from tests.records import make

from shuke.lib.errors import ShukeError
from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.booking_rules import ImpossibleBooking, Wanted, moment_of
from shuke.records.customers.models import Booking, Customer, Event
from shuke.records.customers.queries import bookings_ahead, bookings_between
from shuke.records.customers.services import (
    AlreadyBooked,
    BookingNumberUsed,
    bookings,
    cancel_booking,
    change_booking,
    guest_who_books,
    make_booking,
    mark_came,
    mark_missed,
    merge_customers,
)
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)  # half past five in the afternoon in Shanghai
EVENING = Wanted(on=TODAY, at=time(18, 30), party_size=2, seat="window", request="high chair")
AT_THE_TIME = make.NOW + timedelta(hours=1)


@pytest.fixture
def shop() -> Store:
    return make.store(name="Riverside")


@pytest.fixture
def pan(shop: Store) -> Customer:
    return make.customer("Pan", home=shop, phone="13812345678")


def book(customer: Customer, wanted: Wanted = EVENING, **more: Any) -> Booking:
    values = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test", "source": "phone", "number": "B-1"}
    return make_booking(**{**values, "store": customer.home_store, "customer": customer, "wanted": wanted, **more})


def told(**more: Any) -> dict[str, Any]:
    return {"scope": make.SYSTEM, "now": make.NOW, "origin": "test", **more}


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="booking.").order_by("pk").values_list("kind", flat=True))


def test_a_booking_is_of_a_day_and_a_moment_of_the_store(pan: Customer, shop: Store) -> None:
    waiter = make.scope(Role.FRONT_LINE, shop)

    booking = book(pan, scope=waiter)

    assert (booking.starts_on, booking.starts_at) == (TODAY, datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    assert (booking.status, booking.recorded_by_id) == ("booked", waiter.staff_id)
    event = Event.objects.get(kind="booking.made")
    assert (event.customer_id, event.store_id) == (pan.pk, shop.pk)
    assert event.facts == {"booking": booking.pk, "day": "2026-03-02", "time": "18:30", "party_size": 2}
    assert AuditEntry.objects.get(action="booking.made").subject == f"customer:{pan.pk}"


def test_the_same_booking_twice_is_one(pan: Customer) -> None:
    first, again = book(pan), book(pan)

    assert first == again
    assert kinds() == ["booking.made"]


def test_another_booking_under_the_number_is_refused(pan: Customer, shop: Store) -> None:
    book(pan)

    with pytest.raises(BookingNumberUsed, match="B-1"):
        book(pan, Wanted(on=TODAY, at=time(20), party_size=2))
    with pytest.raises(BookingNumberUsed):
        book(make.customer("Mei", home=shop))
    assert book(make.customer("Elsewhere", home=make.store())).number == "B-1"


def test_nobody_is_at_two_tables_at_once(pan: Customer) -> None:
    book(pan)

    with pytest.raises(AlreadyBooked, match=r"Pan has a booking on 2026-03-02 at 18:30 already"):
        book(pan, number="B-2")
    with pytest.raises(AlreadyBooked, match="in another store"):
        book(pan, number="B-2", store=make.store())
    assert book(pan, Wanted(on=TODAY, at=time(20), party_size=2), number="B-2")


def test_what_was_called_off_frees_the_time(pan: Customer) -> None:
    cancel_booking(**told(booking=book(pan)))

    assert book(pan, number="B-2").status == "booked"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(on=TODAY - timedelta(days=1), at=time(18), party_size=2), "2026-03-01 is over"),
        (Wanted(on=date(2062, 3, 2), at=time(18), party_size=2), "more than two years away"),
        (Wanted(on=date.max, at=time(23, 59), party_size=2), "more than two years away"),
        (Wanted(on=TODAY, at=time(18), party_size=0), "1 to 500 people"),
        (Wanted(on=TODAY, at=time(18), party_size=501), "1 to 500 people"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(pan: Customer, wanted: Wanted, says: str) -> None:
    with pytest.raises(ShukeError, match=says):
        book(pan, wanted)

    assert not Booking.objects.exists()


def test_an_hour_that_the_clock_skips_is_no_time() -> None:
    shop = make.store(time_zone="Europe/Berlin")
    guest = make.customer("Ann", home=shop)

    with pytest.raises(ImpossibleBooking, match=r"There is no 02:30 on 2026-03-29"):
        book(guest, Wanted(on=date(2026, 3, 29), at=time(2, 30), party_size=2))
    assert book(guest, Wanted(on=date(2026, 3, 29), at=time(3, 30), party_size=2)).starts_at.hour == 1


@pytest.mark.parametrize(
    ("day", "at", "zone"),
    [(date.max, time(23, 59), "America/New_York"), (date.min, time(0, 1), "Asia/Shanghai")],
)
def test_a_day_beyond_the_calendar_is_told(day: date, at: time, zone: str) -> None:
    with pytest.raises(ImpossibleBooking, match="two years"):
        moment_of(day, at, zone)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    moment = moment_of(date(2026, 10, 25), time(2, 30), "Europe/Berlin")

    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_change_is_told_once_and_an_equal_one_not_at_all(pan: Customer) -> None:
    booking = book(pan)
    later = Wanted(on=TODAY, at=time(19), party_size=3, seat="window", request="two high chairs")

    for wanted in (EVENING, later, later):
        booking = change_booking(**told(booking=booking, wanted=wanted))

    assert (booking.party_size, booking.request) == (3, "two high chairs")
    assert kinds() == ["booking.made", "booking.changed"]
    facts = AuditEntry.objects.get(action="booking.changed").facts
    assert facts["changes"]["party_size"] == ["2", "3"]
    assert facts["fields"] == ["party_size", "request", "starts_at"]
    assert "high chair" not in str(facts)


def test_a_change_cannot_take_a_time_that_is_taken(pan: Customer) -> None:
    book(pan)
    second = book(pan, Wanted(on=TODAY, at=time(20), party_size=2), number="B-2")

    with pytest.raises(AlreadyBooked):
        change_booking(**told(booking=second, wanted=EVENING))


def test_who_came_is_marked_once(pan: Customer) -> None:
    booking = book(pan)

    for _ in range(2):
        booking = mark_came(**told(booking=booking))

    assert booking.status == "came"
    assert kinds() == ["booking.made", "booking.came"]


def test_a_slip_of_the_finger_is_put_right(pan: Customer) -> None:
    booking = book(pan)

    for mark in (mark_missed, mark_came, mark_missed):
        booking = mark(**told(booking=booking, now=AT_THE_TIME))

    assert booking.status == "missed"


def test_nobody_stays_away_before_the_time_nor_comes_before_the_day(pan: Customer) -> None:
    booking = book(pan)
    with pytest.raises(ImpossibleBooking, match="has not come yet"):
        mark_missed(**told(booking=booking))

    tomorrow = book(pan, Wanted(on=TODAY + timedelta(days=1), at=time(18), party_size=2), number="B-2")
    with pytest.raises(ImpossibleBooking, match="is for 2026-03-03"):
        mark_came(**told(booking=tomorrow))


def test_what_was_called_off_stays_so(pan: Customer) -> None:
    booking = book(pan)
    for _ in range(2):
        booking = cancel_booking(**told(booking=booking))

    for again in (mark_came, mark_missed):
        with pytest.raises(ImpossibleBooking, match="cancelled"):
            again(**told(booking=booking, now=AT_THE_TIME))
    with pytest.raises(ImpossibleBooking, match="cancelled"):
        change_booking(**told(booking=booking, wanted=Wanted(on=TODAY, at=time(20), party_size=2)))
    assert kinds() == ["booking.made", "booking.cancelled"]


def test_another_stores_booking_is_nobodys_to_take_or_change(pan: Customer, shop: Store) -> None:
    stranger = make.scope(Role.FRONT_LINE, make.store())
    booking = book(pan)

    with pytest.raises(NotAllowed):
        book(pan, scope=stranger, number="B-2")
    for act in (mark_came, mark_missed, cancel_booking):
        with pytest.raises(NotAllowed):
            act(**told(booking=booking, scope=stranger, now=AT_THE_TIME))
    assert bookings_between(shop, TODAY, TODAY, scope=stranger) == []


def test_the_read_only_role_takes_none(pan: Customer) -> None:
    with pytest.raises(NotAllowed):
        book(pan, scope=make.scope(Role.ANALYST))


def test_who_books_by_a_known_phone_is_who_holds_it(pan: Customer, shop: Store) -> None:
    found = guest_who_books(**told(store=shop, name="Somebody", phone="138 1234 5678"))

    assert found == pan
    assert found.name == "Pan"


def test_a_stranger_becomes_a_customer_of_the_store_and_is_found_again(shop: Store) -> None:
    waiter = make.scope(Role.FRONT_LINE, shop)
    first, again = (guest_who_books(**told(scope=waiter, store=shop, name="Mei", phone="13900000001")) for _ in "12")

    assert first == again
    assert (first.name, first.home_store) == ("Mei", shop)


@pytest.mark.parametrize(("name", "phone", "says"), [("Mei", "", "Give the phone"), ("", "13900000001", "the name")])
def test_a_stranger_gives_name_and_phone(shop: Store, name: str, phone: str, says: str) -> None:
    with pytest.raises(ImpossibleBooking, match=says):
        guest_who_books(**told(store=shop, name=name, phone=phone))


def test_bookings_follow_a_merge(pan: Customer, shop: Store) -> None:
    whole = make.customer("Pan T.", home=shop)
    booking = book(pan)

    merge_customers(**told(customer=pan, into=whole))

    assert [one.guest for one in bookings_between(shop, TODAY, TODAY, scope=make.SYSTEM)] == [whole]
    assert list(bookings_ahead(whole.pk, shop, since=TODAY, scope=make.SYSTEM, at_most=3)) == [booking]
    with pytest.raises(AlreadyBooked):
        book(whole, number="B-2")
    assert book(pan) == booking


def test_the_database_holds_the_bounds(pan: Customer) -> None:
    booking = book(pan)
    for values in ({"party_size": 0}, {"status": "lost"}, {"source": "dove"}, {"number": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(**values)
    cancelled = book(pan, Wanted(on=TODAY, at=time(20), party_size=2), number="B-2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=cancelled.pk).update(starts_at=booking.starts_at)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_guests_under_one_number_at_the_same_moment_are_one_booking_and_a_sentence(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked for the number before either writes it."""
    first, second = (make.customer(name, home=shop) for name in ("Pan", "Mei"))
    wait_for_each_other(monkeypatch, bookings, "_require_possible")

    answers = at_once(lambda: book(first), lambda: book(second))

    assert sorted(type(one).__name__ for one in answers) == ["Booking", "BookingNumberUsed"]
    assert Booking.objects.count() == 1
