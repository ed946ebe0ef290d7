"""Tables kept in the demo for today and tomorrow: once a day, whatever a visitor has done with them."""

from datetime import timedelta
from typing import Any

import pytest
from tests.records import make

from shuke.demo.bookings import take_bookings
from shuke.records.access.models import Role, Staff
from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import Booking
from shuke.records.customers.services import cancel_booking, change_booking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def demo_shop(*, customers: int) -> None:
    store = make.store(time_zone="America/New_York")
    Staff.objects.filter(pk=make.staff(Role.FRONT_LINE, store).pk).update(username="cashier")
    for number in range(customers):
        make.customer(f"Guest {number}", home=store)


def test_today_and_tomorrow_have_bookings_once() -> None:
    demo_shop(customers=7)

    for _start in range(2):
        take_bookings(now=make.NOW)

    today = make.NOW.date()
    assert {one.starts_on for one in Booking.objects.all()} == {today, today + timedelta(days=1)}
    assert Booking.objects.count() == 6


def test_what_a_visitor_changed_stays() -> None:
    demo_shop(customers=2)
    take_bookings(now=make.NOW)
    told: dict[str, Any] = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test"}
    first, second = Booking.objects.order_by("pk")
    cancel_booking(**told, booking=first)
    wanted = Wanted(on=second.starts_on, at=second.starts_at.time(), party_size=3)
    change_booking(**told, booking=second, wanted=wanted)

    take_bookings(now=make.NOW)

    assert [one.status for one in Booking.objects.order_by("pk")] == ["cancelled", "booked"]


def test_a_shop_without_the_demos_cashier_gets_none() -> None:
    take_bookings(now=make.NOW)

    assert not Booking.objects.exists()
