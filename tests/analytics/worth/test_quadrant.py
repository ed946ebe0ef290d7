"""Current against potential value (docs/definitions.md, Value class)."""

from typing import Any

import ibis
import pytest
from tests.analytics.worth import given

from shuke.analytics.worth import orders, pyramid, quadrant, rfm

COLUMNS = ("current_value", "potential_value", "headroom", "value_class")


def classes(lines: Any, *, shares: tuple[float, float, float] = (0.01, 0.05, 0.20)) -> Any:
    bought = orders.from_lines(lines)
    summary = rfm.summary(bought, as_of=given.DAY)
    levels = pyramid.levels(summary, shares=shares)
    return quadrant.classes(summary, bought, lines, levels, as_of=given.DAY)


def row(table: Any, customer: str) -> tuple[Any, ...]:
    return {found[0]: found[1:] for found in given.rows_of(table, "customer_id", *COLUMNS)}[customer]


def test_potential_is_the_trend_against_the_window_a_year_on() -> None:
    table = classes(
        given.lines([("ann", "early", 400, "tea", None, 1.0, 1), ("ann", "now", 89, "tea", None, 1.0, 900)])
    )

    assert row(table, "ann")[:2] == (900.0, pytest.approx((900 / 90 - 900 / 365) * 365, abs=1e-6))


def test_days_before_the_businesss_first_order_are_not_observed() -> None:
    table = classes(given.lines([("ann", "first", 200, "tea", None, 1.0, 400)]))

    assert row(table, "ann")[1] == pytest.approx(-400 / 200 * 365)


def test_business_of_one_day_divides_by_no_zero() -> None:
    table = classes(given.lines([("ann", "first", 0, "tea", None, 1.0, 90)]))

    assert row(table, "ann")[1] == pytest.approx((90 / 90 - 90) * 365)


def test_headroom_is_what_the_level_brings_in_categories_not_bought() -> None:
    table = classes(
        given.lines(
            [
                ("both", "1", 300, "p", "food", 1.0, 100),
                ("both", "2", 300, "p", "wine", 1.0, 40),
                ("wine", "3", 300, "p", "wine", 1.0, 60),
                ("food", "4", 300, "p", "food", 1.0, 30),
                ("none", "5", 300, "p", None, 1.0, 10),
            ]
        ),
        shares=(0.0, 0.0, 0.0),
    )

    food, wine = 2 / 4 * 65, 2 / 4 * 50
    expected = {"both": 0.0, "wine": food, "food": wine, "none": food + wine}
    assert given.by_customer(table, "headroom") == pytest.approx(expected)


def test_headroom_looks_at_ones_own_level_only() -> None:
    rows = [("big", "1", 300, "p", "wine", 1.0, 1000), ("big", "2", 300, "p", "food", 1.0, 1000)]
    rows += [("small", "3", 300, "p", "food", 1.0, 10), ("tiny", "4", 300, "p", "toys", 1.0, 4)]

    table = classes(given.lines(rows), shares=(0.01, 0.05, 0.25))

    assert given.by_customer(table, "headroom") == {"big": 0.0, "small": 1 / 2 * 4, "tiny": 1 / 2 * 10}


def test_category_wholly_returned_is_not_bought() -> None:
    rows = [("ann", "1", 300, "p", "wine", 1.0, 50), ("ann", "2", 299, "p", "wine", -1.0, -50)]
    rows += [("bob", "3", 300, "p", "wine", 1.0, 80)]

    assert given.by_customer(classes(given.lines(rows)), "headroom") == {"ann": 1 / 2 * 80, "bob": 0.0}


def test_margin_counts_where_the_cost_is_known() -> None:
    lines = given.lines([("ann", "1", 30, "tea", None, 1.0, 100), ("ann", "2", 30, "jar", None, 1.0, 50)])

    table = classes(lines.mutate(margin=ibis.ifelse(lines.product_id == "tea", 20, None)))

    assert row(table, "ann")[0] == 70.0


def test_high_is_the_80th_percentile_itself_or_above() -> None:
    rows = [(f"c{n}", f"o{n}", 200, "p", None, 1.0, amount) for n, amount in enumerate((10, 20, 30, 40, 50, 50))]

    table = classes(given.lines(rows))

    highs = {customer for customer, is_high in given.by_customer(table, "current_is_high").items() if is_high}
    assert highs == {"c4", "c5"}


def test_four_classes() -> None:
    rows = [("gold", "1", 200, "p", None, 1.0, 1000), ("lead", "2", 200, "p", None, 1.0, 10)]
    rows += [("iron", "3", 5, "p", None, 1.0, 300), ("platinum", "4", 5, "p", None, 1.0, 900)]
    rows += [(f"lead{n}", f"l{n}", 200, "p", None, 1.0, 10) for n in range(6)]

    table = given.by_customer(classes(given.lines(rows)), "value_class")

    assert {key: value for key, value in table.items() if key in quadrant.CLASSES.values()} == {
        key: key for key in quadrant.CLASSES.values()
    }


def test_customers_out_of_the_window_are_lead_and_move_no_bar() -> None:
    rows = [("new", "1", 5, "p", "food", 1.0, 10)]
    old = [(f"old{n}", f"o{n}", 500, "p", "food", 1.0, 9999) for n in range(9)]

    table = classes(given.lines([*rows, *old]))

    assert row(table, "old1") == (0.0, 0.0, 0.0, "lead")
    assert row(table, "new")[3] == "platinum"


def test_spend_of_nothing_is_never_high() -> None:
    table = classes(given.lines([("zero", "1", 5, "p", None, 1.0, 0), ("back", "2", 5, "p", None, 1.0, -5)]))

    assert given.by_customer(table, "current_is_high") == {"zero": False, "back": False}


def test_lines_without_categories_leave_no_headroom() -> None:
    lines = given.lines([("ann", "1", 30, "tea", None, 1.0, 100)]).drop("category_id")

    assert row(classes(lines), "ann")[2] == 0.0


def test_a_forecast_takes_the_place_of_the_trend_where_there_is_one() -> None:
    lines = given.lines(
        [
            ("ann", "early", 400, "tea", None, 1.0, 1), ("ann", "now", 89, "tea", None, 1.0, 900),
            ("ben", "now", 89, "tea", None, 1.0, 900),
        ]
    )  # fmt: skip
    bought = orders.from_lines(lines)
    summary = rfm.summary(bought, as_of=given.DAY)
    levels = pyramid.levels(summary, shares=(0.01, 0.05, 0.20))
    forecast = ibis.memtable({"customer_id": ["ann"], "expected_year": [1_500.0]})

    table = quadrant.classes(summary, bought, lines, levels, as_of=given.DAY, expected=forecast)

    assert row(table, "ann")[1] == pytest.approx((1_500 / 365 - 900 / 365) * 365)
    assert row(table, "ben")[1] == pytest.approx((900 / 90 - 900 / 365) * 365, abs=1e-6)
