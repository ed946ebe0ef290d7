"""Lifetime value in classes of round amounts."""

from typing import Any

import ibis
import pytest

from shuke.warehouse.read.lifetime import lifetimes_of, round_amounts


def snapshot(*values: int | None) -> Any:
    rows = [
        {
            "lifetime_value_minor": value,
            "lifetime_later_minor": None if value is None else value // 2,
            "past_margin_minor": None if value is None else 10,
            "expected_spend_365_minor": None if value is None else value,
        }
        for value in values
    ]
    return ibis.memtable(rows, schema=dict.fromkeys(rows[0], "int64"))


def test_amounts_are_round_and_reach_both_ends() -> None:
    assert round_amounts(30_000, 900_000, unit=100) == [50_000, 100_000, 200_000, 500_000, 1_000_000]
    assert round_amounts(0, 3, unit=1) == [1, 2, 5]


def test_everybody_with_a_forecast_stands_in_one_class() -> None:
    found = lifetimes_of(snapshot(0, -5, 40, 300, 700, 90_000, None), unit=1)

    assert found is not None
    assert (found.customers, found.value_minor) == (6, 91_035)
    assert sum(each.customers for each in found.classes) == 6
    assert (found.classes[0].until_minor, found.classes[0].customers) == (0, 2)
    assert found.classes[-1].from_minor is not None
    bounds = [
        (each.until_minor, after.from_minor) for each, after in zip(found.classes, found.classes[1:], strict=False)
    ]
    assert all(until is not None and until + 1 == first for until, first in bounds)


def test_the_best_tenth_is_summed() -> None:
    found = lifetimes_of(snapshot(*range(1, 101)), unit=1)

    assert found is not None
    assert found.best_tenth_minor == pytest.approx(sum(range(91, 101)), rel=0.1)


def test_nobody_with_a_forecast_is_nothing() -> None:
    assert lifetimes_of(snapshot(None, None), unit=100) is None


def test_a_single_customer_and_negative_values_are_fine() -> None:
    one, below = lifetimes_of(snapshot(500), unit=1), lifetimes_of(snapshot(-3, -2), unit=1)

    assert one is not None
    assert below is not None
    assert [each.customers for each in one.classes] == [1]
    assert (below.classes[0].customers, below.value_minor) == (2, -5)
