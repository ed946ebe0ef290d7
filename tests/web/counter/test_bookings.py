"""Bookings at the counter: taken, shown in the order of their time, greeted at the door."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import client_of
from tests.web.counter.booked import TODAY, booked, sent
from tests.web.counter.conftest import Counter
from tests.web.insight import rows

from shuke.records.access.models import Role
from shuke.records.customers.models import Booking, Customer
from shuke.records.customers.services import merge_customers, record_preference, update_customer

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


def likes(customer: Customer, topic: str, value: str, **more: Any) -> None:
    record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=customer, topic=topic, value=value, how="ask", **more
    )


def test_bookings_stand_in_the_order_of_their_time_with_what_to_prepare(counter: Counter) -> None:
    likes(counter.pan, "allergy", "peanuts", is_pinned=True)
    booked(counter, at="19:00", seat="window seat", request="birthday cake")
    booked(counter, make.customer("Early Bird", home=counter.store), at="12:00")
    booked(counter, make.customer("Far Guest", home=counter.store), on=TOMORROW)

    shown = counter.shown("expected/")

    assert shown.index("12:00") < shown.index("19:00")
    for said in ("4 people booked", "window seat", "birthday cake", "peanuts", "sk-tag-high", "潘天伟 is here"):
        assert said in shown
    assert "Far Guest" not in shown
    assert "window seat · birthday cake" in shown


def test_tomorrow_and_the_week_can_be_prepared(counter: Counter) -> None:
    booked(counter, on=TOMORROW)
    booked(counter, make.customer("Sunday Guest", home=counter.store), on=TODAY + timedelta(days=6))
    booked(counter, make.customer("Next Week", home=counter.store), on=TODAY + timedelta(days=7))

    tomorrow, week = counter.shown("expected/", day="2026-03-03"), counter.shown("expected/", days="7")

    assert "Expected tomorrow" in tomorrow
    assert "潘天伟" in tomorrow
    assert "Sunday Guest" not in tomorrow
    assert "is here" not in tomorrow
    assert week.index("潘天伟") < week.index("Sunday Guest")
    assert "Next Week" not in week


@pytest.mark.parametrize("day", ["", "soon", "0001-01-01", "9999-12-31", "2026-02-30", "\x00"])
def test_a_day_that_is_none_is_today(counter: Counter, day: str) -> None:
    assert "Expected today" in counter.shown("expected/", day=day)


def test_a_booked_guest_is_not_named_again_among_likely_visitors(counter: Counter) -> None:
    run = rows.run(as_of=TODAY - timedelta(days=1))
    rows.score(counter.pan, run, rhythm_days=7.0, due_in_days=1, latest_on=TODAY - timedelta(days=6))
    assert "every 7 days" in counter.shown("expected/")

    booked(counter)

    shown = counter.shown("expected/")
    assert shown.count(f'href="/counter/{counter.pan.pk}/"') == 1
    assert "every 7 days" not in shown


def test_what_booked_guests_usually_take_is_made_ready(counter: Counter) -> None:
    rows.run(as_of=TODAY - timedelta(days=1))
    for days in (20, 13, 6):
        make.order(counter.pan, counter.store, TODAY - timedelta(days=days), (counter.mocha, 1, "20"))
    booked(counter)
    assert counter.shown("expected/").count("Iced mocha") == 2  # their row, and the list

    changes = {"is_not_personalised": True}
    update_customer(scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, changes=changes)

    assert "Iced mocha" not in counter.shown("expected/")


def test_many_bookings_cost_no_more_queries_than_one(counter: Counter) -> None:
    rows.run(as_of=TODAY - timedelta(days=1))
    booked(counter)
    counter.shown("expected/")
    with CaptureQueriesContext(connection) as few:
        counter.shown("expected/")
    for number in range(6):
        guest = make.customer(f"Guest {number}", home=counter.store)
        likes(guest, "seat", "corner")
        booked(counter, guest)

    with CaptureQueriesContext(connection) as many:
        counter.shown("expected/")

    assert len(many) == len(few) <= 26


def test_the_guest_at_the_door_is_greeted(counter: Counter) -> None:
    booking = booked(counter)

    answer = counter.post(f"bookings/{booking.pk}/came/")

    assert answer["Location"] == f"/counter/{counter.pan.pk}/"
    assert "Booked today 18:30, 2 people · is here" in re.sub(r"\s+", " ", counter.panel())
    assert "is here" in counter.shown("expected/")


def test_who_did_not_come_is_marked_after_the_time_only(counter: Counter) -> None:
    booking = booked(counter)
    address = f"bookings/{booking.pk}/missed/"
    assert "Did not come" not in counter.shown("expected/")
    assert counter.post(address).status_code == 422

    with time_machine.travel(make.NOW + timedelta(hours=2), tick=False):
        assert "Did not come" in counter.shown("expected/")
        assert counter.post(address).status_code == 302
        assert "潘天伟 is here" in counter.shown("expected/")  # late, after all
    booking.refresh_from_db()
    assert booking.status == "missed"


def test_in_a_fragment_the_list_comes_back_for_the_days_it_showed(counter: Counter) -> None:
    booking = booked(counter, at="12:00")
    booked(counter, make.customer("Tomorrow", home=counter.store), on=TOMORROW)
    headers = {"HX-Request": "true", "HX-Target": "expected"}

    answer = counter.client.post(
        f"/counter/bookings/{booking.pk}/missed/", {"store": counter.store.pk, "days": "7"}, headers=headers
    )

    shown = answer.content.decode()
    assert shown.lstrip().startswith('<div class="sk-ct-days"')
    assert "Tomorrow" in shown
    assert "did not come" in answer["HX-Trigger"]


def test_another_stores_customer_who_booked_here_is_opened_at_the_door(counter: Counter) -> None:
    guest = make.customer("Far Guest", home=make.store())
    booking = booked(counter, guest)
    assert f'href="/counter/{guest.pk}/"' not in counter.shown("expected/")

    address = counter.post(f"bookings/{booking.pk}/came/")["Location"]

    assert "by=" in unquote(address)
    shown = counter.client.get(address).content.decode()
    assert "Far Guest" in shown
    assert "Latest orders" not in shown


def test_a_panel_whose_pass_ran_out_is_opened_anew_at_the_door(counter: Counter) -> None:
    booking = booked(counter, make.customer("Far Guest", home=make.store()))

    answer = counter.client.post(
        f"/counter/bookings/{booking.pk}/came/",
        {"store": counter.store.pk},
        headers={"HX-Request": "true", "HX-Target": "person"},
    )

    assert "by=" in unquote(answer["HX-Redirect"])
    booking.refresh_from_db()
    assert booking.status == "came"


def test_a_booking_of_long_ago_opens_no_other_stores_customer(counter: Counter) -> None:
    booking = booked(counter, make.customer("Far Guest", home=make.store()))
    counter.post(f"bookings/{booking.pk}/came/")

    with time_machine.travel(make.NOW + timedelta(days=3), tick=False):
        answer = counter.post(f"bookings/{booking.pk}/came/")

    assert answer["Location"] == "/counter/expected/?day=2026-03-02"


def test_a_booking_follows_a_merge(counter: Counter) -> None:
    booked(counter)
    likes(counter.pan, "allergy", "peanuts", is_pinned=True)
    whole = make.customer("Pan T.", home=counter.store)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, into=whole)

    shown = counter.shown("expected/")

    assert "Pan T." in shown
    assert "peanuts" in shown
    assert "Booked today 18:30" in counter.shown(f"{whole.pk}/")


def test_usual_products_count_orders_of_merged_records(counter: Counter) -> None:
    whole = make.customer("Pan T.", home=counter.store)
    tea = make.product(name="Green tea")
    for customer, days in ((counter.pan, 3), (whole, 5)):
        make.order(customer, counter.store, TODAY - timedelta(days=days), (tea, 1, "8.00"))
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, into=whole)
    booked(counter, whole)

    assert "Green tea" in counter.shown("expected/")


def test_another_stores_bookings_are_not_there(counter: Counter) -> None:
    other = make.store()
    booking = booked(counter, make.customer("Elsewhere", home=other), store=other)
    booked(counter, store=other, at="20:00")

    assert "Elsewhere" not in counter.shown("expected/")
    assert "Booked today" not in counter.panel()
    for address in ("", "came/", "missed/", "cancel/"):
        assert counter.post(f"bookings/{booking.pk}/{address}", **sent()).status_code == 404
    assert counter.post(f"{counter.pan.pk}/book/", **sent(store=other.pk)).status_code == 403


def test_a_stranger_is_asked_to_sign_in_and_the_read_only_role_is_refused(client: Client, counter: Counter) -> None:
    booking = booked(counter)
    analyst = client_of(make.staff(Role.ANALYST, counter.store, has_seen_tour=True))
    pages = ("bookings/who/", "bookings/stranger/", f"bookings/{booking.pk}/", f"{counter.pan.pk}/book/")
    for address in pages:
        assert client.get(f"/counter/{address}").status_code == 302
        assert analyst.get(f"/counter/{address}").status_code == 403
    for address in (*pages[1:], *(f"bookings/{booking.pk}/{verb}/" for verb in ("came", "missed", "cancel"))):
        assert client.post(f"/counter/{address}", sent()).status_code == 302
        assert analyst.post(f"/counter/{address}", sent()).status_code == 403
    assert list(Booking.objects.values_list("status", flat=True)) == ["booked"]


def test_a_counter_that_has_no_store_yet_asks_for_one(counter: Counter) -> None:
    owner = client_of(make.staff(Role.OWNER, has_seen_tour=True))
    make.store()

    for address in ("bookings/who/", "bookings/stranger/", f"{counter.pan.pk}/book/"):
        assert "Where does this counter stand?" in owner.get(f"/counter/{address}").content.decode()


def test_the_day_of_the_store_counts(counter: Counter) -> None:
    """Half past eleven in the evening of New York is tomorrow in Shanghai."""
    counter.store.time_zone = "America/New_York"
    counter.store.save()

    with time_machine.travel(make.NOW.replace(hour=4), tick=False):
        counter.post(f"{counter.pan.pk}/book/", **sent(on="2026-03-01", at="23:45"))

        assert Booking.objects.get().starts_on == date(2026, 3, 1)
        assert "23:45" in counter.shown("expected/")
