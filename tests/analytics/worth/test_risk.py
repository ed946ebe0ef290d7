"""Churn probability by measured overdue band, and value at risk (docs/definitions.md, Churn probability)."""

from typing import Any

import pytest
from tests.analytics.worth import given

from shuke.analytics.worth import rhythm, risk

# 90 days ago "stayed" and "left" were on time and bought weekly; "late" had been silent for six gaps, and came back.
SHOP = {
    "stayed": [7 * week for week in range(40)],
    "left": [91 + 7 * week for week in range(30)],
    "late": [1, *(90 + 42 + 7 * week for week in range(10))],
}


def orders(shop: dict[str, list[int]]) -> Any:
    return given.orders((customer, day, 100) for customer, days in shop.items() for day in days)


def bands(shop: dict[str, list[int]]) -> set[Any]:
    return given.rows_of(risk.bands(rhythm.gaps(orders(shop), as_of=given.DAY), as_of=given.DAY))


def test_bands_say_who_did_not_come_back_within_90_days() -> None:
    assert bands(SHOP) == {("up_to_1", 2, 1, 0.5), ("over_4", 1, 0, 0.0)}


def test_order_on_the_day_of_measuring_is_no_return() -> None:
    assert ("up_to_1", 1, 1, 1.0) in bands({"left": [90 + 7 * week for week in range(30)]})


@pytest.mark.parametrize(
    ("silence", "band"),
    [
        (10, "up_to_1"),
        (11, "up_to_1_5"),
        (15, "up_to_1_5"),
        (16, "up_to_2"),
        (30, "up_to_3"),
        (40, "up_to_4"),
        (41, "over_4"),
    ],
)
def test_bands_include_their_upper_end(silence: int, band: str) -> None:
    table = risk.churn(orders({"ann": [silence + 10 * n for n in range(25)]}), as_of=given.DAY)

    assert given.by_customer(table, "overdue_band") == {"ann": band}


def test_value_at_risk_is_the_probability_of_a_years_spend_at_the_windows_pace() -> None:
    table = risk.churn(orders(SHOP), as_of=given.DAY)

    days = max(day for days in SHOP.values() for day in days)
    expected = 0.5 * 40 * 100 / days * 365
    assert given.by_customer(table, "value_at_risk")["stayed"] == pytest.approx(expected, abs=1e-5)
    assert given.by_customer(table, "churn_probability") == {"stayed": 0.5, "left": 0.0, "late": 0.5}


def test_short_history_says_nothing() -> None:
    shop = {"ann": list(range(0, 180, 10)), "bob": [179, 150, 120, 90]}

    table = risk.churn(orders(shop), as_of=given.DAY)

    assert bands(shop) == set()
    assert given.rows_of(table, "churn_probability", "value_at_risk") == {(None, None)}
    assert bands({**shop, "first": [180]}) != set()


def test_band_nobody_was_in_has_no_probability() -> None:
    table = risk.churn(orders({"ann": [25 + 10 * n for n in range(25)]}), as_of=given.DAY)

    assert given.rows_of(table) == {("ann", "up_to_3", None, None)}


def test_returns_beyond_purchases_put_no_negative_value_at_risk() -> None:
    rows = [("ann", 7 * week, 100) for week in range(40)] + [("ann", 3, -9000, False)]

    table = risk.churn(given.orders(rows), as_of=given.DAY)

    assert given.by_customer(table, "value_at_risk") == {"ann": 0.0}


def test_later_orders_are_not_seen() -> None:
    later = {**SHOP, "left": [-1, *SHOP["left"]], "new": [-5]}

    assert given.rows_of(risk.churn(orders(later), as_of=given.DAY)) == given.rows_of(
        risk.churn(orders(SHOP), as_of=given.DAY)
    )
    gaps = rhythm.gaps(orders(later), as_of=given.back(-9))
    assert given.rows_of(risk.bands(gaps, as_of=given.DAY)) == bands(SHOP)


def test_bands_of_then_are_cut_by_the_same_rhythm_as_those_of_now() -> None:
    """Beside weekly customers one of every 28 days, 20 days silent then: 20 ÷ 17.5 with the group, 20 ÷ 28 alone."""
    shop = {**{f"weekly{n}": [7 * week for week in range(40)] for n in range(3)}, "slow": [110, 138, 166, 194]}
    gaps = rhythm.gaps(orders(shop), as_of=given.DAY)
    alone = rhythm.RhythmRules(group_weight=0)

    assert given.rows_of(risk.bands(gaps, as_of=given.DAY)) == {("up_to_1", 3, 0, 0.0), ("up_to_1_5", 1, 1, 1.0)}
    assert given.rows_of(risk.bands(gaps, as_of=given.DAY, rhythm_rules=alone)) == {("up_to_1", 4, 1, 0.25)}
