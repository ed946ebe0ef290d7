"""Who is likely to come today, what to have ready, whose birthday is near."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.counter.conftest import Counter
from tests.web.insight import rows

from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_preference, update_customer
from shuke.scores.models import ModelRun

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def run(counter: Counter) -> ModelRun:
    return rows.run(as_of=YESTERDAY)


def due(counter: Counter, run: ModelRun, in_days: int, name: str = "Mei Lin", **facts: Any) -> Customer:
    """Due so many days after the figures end, which is yesterday."""
    person = make.customer(name, home=facts.pop("home", counter.store))
    facts = {"rhythm_days": 7.0, "due_in_days": in_days, "latest_on": TODAY - timedelta(days=6), **facts}
    rows.score(person, run, **facts)
    return person


@pytest.mark.parametrize(("in_days", "is_listed"), [(-1, False), (0, True), (1, True), (2, True), (3, False)])
def test_whose_usual_gap_ends_about_today(counter: Counter, run: ModelRun, in_days: int, is_listed: bool) -> None:
    due(counter, run, in_days)

    assert ("Mei Lin" in counter.shown("expected/")) is is_listed


def test_a_long_rhythm_is_given_more_days(counter: Counter, run: ModelRun) -> None:
    due(counter, run, 5, rhythm_days=30.0)

    assert "Mei Lin" in counter.shown("expected/")


def test_nobody_of_other_stores_none_who_came_since_nor_who_came_too_seldom(counter: Counter, run: ModelRun) -> None:
    due(counter, run, 1, "Elsewhere", home=make.store())
    due(counter, run, 1, "Rarely", total_orders=3)
    private = due(counter, run, 1, "Private")
    changes = {"is_not_personalised": True}
    update_customer(scope=make.SYSTEM, now=make.NOW, origin="test", customer=private, changes=changes)
    came, merged = due(counter, run, 1, "Came"), due(counter, run, 1, "Merged")
    for buyer in (came, make.part_of(merged)):
        make.order(buyer, counter.store, TODAY, (counter.mocha, 1, "20"))

    shown = counter.shown("expected/")

    assert not [name for name in ("Elsewhere", "Rarely", "Private", "Came", "Merged") if name in shown]
    assert "Nobody’s usual gap ends today" in shown


def test_what_to_have_ready_comes_from_their_usual_orders(counter: Counter, run: ModelRun) -> None:
    guest = due(counter, run, 1)
    record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=guest, topic="seat", value="window seat", how="ask"
    )
    cake = make.product(name="Basque cake")
    for days in (20, 13, 6):
        make.order(guest, counter.store, TODAY - timedelta(days=days), (counter.mocha, 1, "20"))
    make.order(guest, counter.store, TODAY - timedelta(days=5), (cake, 1, "28"))

    shown = counter.shown("expected/")

    for said in ("window seat", "Usually: Iced mocha", "every 7 days, 6 days ago"):
        assert said in shown
    assert "Basque cake" not in shown


def test_birthdays_of_these_days_solar_and_lunar(counter: Counter) -> None:
    # 2026-03-03 is the fifteenth of the first lunar month.
    make.customer("Today Born", home=counter.store, birthday=date(1990, 3, 2))
    make.customer("Moon Born", home=counter.store, lunar_birthday="01-15")
    make.customer("Later Born", home=counter.store, birthday=date(1990, 3, 9))
    make.customer("Far Born", home=make.store(), birthday=date(1990, 3, 2))

    shown = counter.shown("expected/")

    assert shown.index("Today Born") < shown.index("Moon Born")
    assert "Later Born" not in shown
    assert "Far Born" not in shown


def test_figures_that_end_long_ago_say_so(counter: Counter) -> None:
    rows.run(as_of=TODAY - timedelta(days=20))

    assert "The figures end on" in counter.shown("expected/")


def test_many_visitors_cost_no_more_queries_than_one(counter: Counter, run: ModelRun) -> None:
    due(counter, run, 1)
    counter.shown("expected/")
    with CaptureQueriesContext(connection) as few:
        counter.shown("expected/")
    for number in range(6):
        due(counter, run, 1, f"Guest {number}")

    with CaptureQueriesContext(connection) as many:
        counter.shown("expected/")

    assert len(many) == len(few) <= 25
