"""Booking a table: for who stands here, for who calls, for a stranger."""

import pytest
from tests.web.counter.booked import booked, sent
from tests.web.counter.conftest import Counter

from shuke.records.customers.models import Booking, Customer

pytestmark = pytest.mark.django_db


def test_who_stands_here_books_and_the_panel_says_so(counter: Counter) -> None:
    address = f"{counter.pan.pk}/book/"
    assert f"/counter/{address}" in counter.panel()
    assert "Book for 潘天伟" in counter.shown(address)

    answer = counter.post(address, **sent())

    assert answer.status_code == 302
    booking = Booking.objects.get()
    assert (booking.customer, booking.store, booking.source) == (counter.pan, counter.store, "phone")
    assert booking.recorded_by == counter.person
    shown = counter.panel()
    assert "Booked today 19:00, 2 people, window seat, high chair" in shown
    assert "Your window seat: ready in a moment." in shown


def test_a_double_tap_books_once(counter: Counter) -> None:
    form = sent()

    for _ in range(2):
        assert counter.post(f"{counter.pan.pk}/book/", **form).status_code == 302

    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"on": "2026-03-01"}, "2026-03-01 is over"),
        ({"party_size": "0"}, "greater than or equal to 1"),
        ({"party_size": "501"}, "less than or equal to 500"),
        ({"at": "25:00"}, "Enter a valid time"),
        ({"at": ""}, "This field is required"),
        ({"on": "9999-12-31"}, "more than two years away"),
        ({"key": "1"}, "This page is too old"),
        ({"seat": "x" * 81}, "at most 80 characters"),
        ({"source": "api"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_booked_is_said_beside_what_was_typed(
    counter: Counter, wrong: dict[str, str], says: str
) -> None:
    answer = counter.post(f"{counter.pan.pk}/book/", **sent(**wrong))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "high chair" in answer.content.decode()
    assert not Booking.objects.exists()


def test_two_tables_at_one_time_are_told(counter: Counter) -> None:
    booked(counter, at="19:00")

    answer = counter.post(f"{counter.pan.pk}/book/", **sent())

    assert answer.status_code == 422
    assert "has a booking on 2026-03-02 at 19:00 already" in answer.content.decode()


def test_who_calls_is_found_by_phone_or_written_down(counter: Counter) -> None:
    found = counter.shown("bookings/who/", q="13812345678", day="2026-03-03")
    assert "Type one sign more" in counter.shown("bookings/who/", q="潘")
    unknown = counter.shown("bookings/who/", q="13900000001")

    assert f"/counter/{counter.pan.pk}/book/?to=list&amp;day=2026-03-03" in found
    assert "Nobody found" in unknown
    assert 'value="13900000001"' in counter.shown("bookings/stranger/", q="13900000001")


def test_a_stranger_becomes_a_customer_and_is_found_again_by_the_phone(counter: Counter) -> None:
    first = counter.post("bookings/stranger/", **sent(name="Mei Lin", phone="13900000001"))
    again = counter.post("bookings/stranger/", **sent(name="Mei", phone="139 0000 0001", on="2026-03-03"))

    assert (first.status_code, again["Location"]) == (302, "/counter/expected/?day=2026-03-03")
    mei = Customer.objects.get(name="Mei Lin")
    assert mei.home_store == counter.store
    assert Booking.objects.filter(customer=mei).count() == 2


def test_a_stranger_whose_booking_is_refused_becomes_no_customer(counter: Counter) -> None:
    answer = counter.post("bookings/stranger/", **sent(name="Mei Lin", phone="13900000001", on="2026-02-01"))

    assert "is over" in answer.content.decode()
    assert not Customer.objects.filter(name="Mei Lin").exists()


def test_a_stranger_without_a_name_is_asked_for_it(counter: Counter) -> None:
    answer = counter.post("bookings/stranger/", **sent(name="", phone="13900000001"))

    assert "give the name of who books" in answer.content.decode()
    assert Customer.objects.count() == 1


def test_a_booking_is_changed_and_called_off(counter: Counter) -> None:
    booking = booked(counter, seat="window seat")
    assert "Cancel the booking" in counter.shown(f"bookings/{booking.pk}/")

    counter.post(f"bookings/{booking.pk}/?to=list", **sent(at="20:15", seat="corner"))
    booking.refresh_from_db()
    assert (booking.clock, booking.seat) == ("20:15", "corner")

    for _ in range(2):
        assert counter.post(f"bookings/{booking.pk}/cancel/?to=list").status_code == 302
    assert "20:15" not in counter.shown("expected/")
    assert "Booked today" not in counter.panel()
