"""What is forecast of a customer, on her page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore

pytestmark = pytest.mark.django_db

FORECAST: dict[str, Any] = {
    "probability_alive": 0.87,
    "expected_orders_90": 2.34,
    "expected_orders_365": 8.1,
    "expected_spend_90_minor": 341_00,
    "expected_spend_365_minor": 1_277_00,
    "staying_spend_minor": 1_460_00,
    "lifetime_value_minor": 905_00,
    "lifetime_later_minor": 512_00,
    "past_margin_minor": 777_00,
    "network_minor": 264_00,
    "churn_by": "points",
    "leaving_why": [
        {"feature": "silence_days", "value": 31.0, "points": 12},
        {"feature": "spend_70", "value": 45_600.0, "points": 1},
    ],
}


@pytest.fixture
def home() -> Any:
    return make.store(name="Riverside")


def foretold(home: Any, **facts: Any) -> Customer:
    person = make.customer("Pan Tianwei", home=home)
    rows.slipping_away(person, rows.run(), **{**FORECAST, **facts})
    return person


def page(client: Client, person: Customer) -> str:
    """As text: markup away, spaces as one."""
    answer = client.get(f"/customers/{person.pk}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_visits_and_spend_to_come_are_said_for_both_horizons(signed_in: SignedIn, home: Any) -> None:
    shown = page(signed_in(), foretold(home))

    assert "Still a customer87%" in shown
    assert "Next 90 days2.3 visits · ¥341" in shown
    assert "Next year8.1 visits · ¥1,277" in shown


def test_lifetime_value_is_shown_as_its_parts(signed_in: SignedIn, home: Any) -> None:
    shown = page(signed_in(), foretold(home))

    for said in ("Next year¥393", "Later years¥512", "Lifetime value¥905", "margin so far¥777", "those brought¥264"):
        assert said in shown


def test_who_brought_nobody_has_no_line_of_a_network(signed_in: SignedIn, home: Any) -> None:
    assert "those brought" not in page(signed_in(), foretold(home, network_minor=None))


def test_leaving_has_its_rule_and_its_reasons(signed_in: SignedIn, home: Any) -> None:
    shown = page(signed_in(), foretold(home))

    assert "No visit in the next 42 days71%" in shown
    assert "Card of points" in shown
    assert "since the latest visit: 31 days · 12 points" in shown
    assert "spend in 70 days: ¥456 · 1 point" in shown


def test_the_simple_rule_looks_90_days_ahead_and_has_no_reasons(signed_in: SignedIn, home: Any) -> None:
    shown = page(signed_in(), foretold(home, churn_by="simple", leaving_why=[]))

    assert "No visit in the next 90 days71%" in shown
    assert "churn 71% · Simple rule" in shown
    assert "12 points" not in shown


def test_the_front_line_sees_visits_and_leaving_without_money(signed_in: SignedIn, home: Any) -> None:
    shown = page(signed_in("front_line", home), foretold(home))

    assert "2.3 visits" in shown
    assert "spend in 70 days · 1 point" in shown
    assert "¥" not in shown
    assert "Lifetime value" not in shown


@pytest.mark.parametrize(
    ("total_orders", "said"),
    [(0, "Nothing is forecast before the first purchase."), (3, "Nothing is forecast: the latest run had too little")],
)
def test_without_a_forecast_one_sentence_says_why(signed_in: SignedIn, home: Any, total_orders: int, said: str) -> None:
    person = make.customer(home=home)
    rows.score(person, rows.run(), total_orders=total_orders)

    shown = page(signed_in(), person)

    assert said in shown
    assert "The history is too short to say." in shown
    assert "Still a customer" not in shown


def test_a_purchase_since_the_run_ends_the_talk_of_leaving(signed_in: SignedIn, home: Any) -> None:
    person = foretold(home)
    make.order(person, home, rows.AS_OF + timedelta(days=1), (make.product(), 1, "27.40"))

    shown = page(signed_in(), person)

    assert "Has bought since the forecast" in shown
    assert "No visit in the next" not in shown


def test_a_forecast_costs_no_query(signed_in: SignedIn, home: Any) -> None:
    client, without, person = signed_in(), make.customer(home=home), foretold(home)
    rows.slipping_away(without, CustomerScore.objects.get(pk=person.pk).run)
    counts = []
    for each in (without, person):
        page(client, each)
        with CaptureQueriesContext(connection) as asked:
            page(client, each)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[1] <= 36
