"""The people behind the figures, in the order of who to act on."""

import pytest
from tests.web.insight import rows

from shuke.records.access.scope import scope_of_system
from shuke.scores.models import ModelRun
from shuke.web.insight.queries import first_of, product_names, slipping_away

pytestmark = pytest.mark.django_db

EVERYWHERE = scope_of_system("test")


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


def first(count: int = 10) -> list[str]:
    return [score.customer.number for score in first_of(slipping_away(scope=EVERYWHERE), count=count)]


def test_most_value_at_risk_comes_first(run: ModelRun) -> None:
    rows.slipping_away(rows.customer(number="small"), run, value_at_risk_minor=10)
    rows.slipping_away(rows.customer(number="great"), run, value_at_risk_minor=900)

    assert first() == ["great", "small"]


def test_equals_go_by_customer_number_as_text_even_at_the_cut(run: ModelRun) -> None:
    for number in ("9", "b", "10", "B"):
        rows.slipping_away(rows.customer(number=number), run, value_at_risk_minor=10, spend_minor=5)

    assert first() == ["10", "9", "B", "b"]
    assert first(2) == ["10", "9"]


def test_of_equal_risks_the_larger_spend_comes_first(run: ModelRun) -> None:
    rows.slipping_away(rows.customer(number="a"), run, value_at_risk_minor=10, spend_minor=5)
    rows.slipping_away(rows.customer(number="b"), run, value_at_risk_minor=10, spend_minor=6)

    assert first(1) == ["b"]


def test_those_of_unknown_risk_fill_up_by_spend(run: ModelRun) -> None:
    for number, at_risk, spend in (("x", None, 10), ("y", None, 900), ("z", 0, 0), ("w", None, 5)):
        rows.slipping_away(rows.customer(number=number), run, value_at_risk_minor=at_risk, spend_minor=spend)

    assert first(3) == ["z", "y", "x"]


def test_nobody_slipping_is_an_empty_list(run: ModelRun) -> None:
    rows.slipping_away(rows.customer(), run, stage="lost")

    assert first() == []


def test_reasons_without_products_ask_for_no_names() -> None:
    assert product_names([{"code": "gap_long", "facts": {"usual_days": 9}}]) == {}
