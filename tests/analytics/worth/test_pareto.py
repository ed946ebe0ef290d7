"""A/B/C, the Pareto curve, Gini (docs/definitions.md, ABC)."""

from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import pareto, rfm


def summary(amounts: dict[str, int]) -> Any:
    return rfm.summary(given.spenders(amounts), as_of=given.DAY)


def test_class_depends_on_the_share_before_the_customer() -> None:
    table = pareto.abc(summary({"top": 79, "still_a": 1, "b": 14, "still_b": 1, "c": 5}))

    assert given.rows_of(table) == {
        ("top", 0.0, "A"),
        ("b", 0.79, "A"),
        ("c", 0.93, "B"),
        ("still_a", 0.98, "C"),
        ("still_b", 0.99, "C"),
    }


def test_share_of_exactly_80_percent_before_is_b() -> None:
    assert given.by_customer(pareto.abc(summary({"a": 80, "b": 20})), "abc") == {"a": "A", "b": "B"}


def test_equal_spend_is_ordered_by_id_as_text() -> None:
    table = pareto.abc(summary(dict.fromkeys(("10", "9", "1", "2", "8"), 10)))

    assert given.by_customer(table, "abc") == {"1": "A", "10": "A", "2": "A", "8": "A", "9": "B"}


def test_spend_of_nothing_or_less_is_c_and_takes_nothing_from_the_others() -> None:
    table = pareto.abc(summary({"a": 100, "zero": 0, "back": -500}))

    assert given.rows_of(table) == {("a", 0.0, "A"), ("zero", 1.0, "C"), ("back", 1.0, "C")}


def test_customers_out_of_the_window_have_no_class() -> None:
    table = rfm.summary(given.orders([("old", 400, 900), ("new", 1, 1)]), as_of=given.DAY)

    assert given.by_customer(pareto.abc(table), "abc") == {"new": "A"}


def test_bars_may_be_moved() -> None:
    table = pareto.abc(summary({"a": 50, "b": 30, "c": 20}), a_share=0.5, b_share=0.8)

    assert given.by_customer(table, "abc") == {"a": "A", "b": "B", "c": "C"}


def test_curve_says_what_the_first_customers_bring() -> None:
    curve = pareto.curve(summary({"a": 60, "b": 20, "c": 10, "d": 10}), points=2)

    assert given.rows_of(curve) == {(0.5, 0.8, 2, 80), (1.0, 1.0, 4, 100)}


def test_curve_has_one_step_a_customer_when_they_are_few() -> None:
    curve = pareto.curve(summary({"a": 60, "b": 40}), points=100)

    assert given.rows_of(curve, "customers", "spend_share") == {(1, 0.6), (2, 1.0)}


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"a": 10, "b": 10, "c": 10}, 0.0),
        ({"a": 10, "b": 0}, 0.5),
        ({"a": 3, "b": 1}, 0.25),
        ({"a": 0, "b": 0}, 0.0),
        ({}, 0.0),
    ],
)
def test_gini(amounts: dict[str, int], expected: float) -> None:
    assert pareto.gini(summary(amounts)).to_pyarrow().as_py() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [({"a": 80, "b": 10, "c": 5, "d": 5}, 0.25), ({"a": 79, "b": 11, "c": 5, "d": 5}, 0.5), ({"a": 0}, 0.0), ({}, 0.0)],
)
def test_share_of_customers_that_bring_80_percent(amounts: dict[str, int], expected: float) -> None:
    assert pareto.share_bringing(summary(amounts)).to_pyarrow().as_py() == expected


@for_any(amounts=st.lists(st.integers(-100, 1000), max_size=30))
@FEW
def test_shares_stay_between_0_and_1_and_rise(amounts: list[int]) -> None:
    table = summary({f"c{n}": amount for n, amount in enumerate(amounts)})

    shares = sorted(given.rows_of(pareto.curve(table), "customers", "spend_share"))

    assert all(0 <= share <= 1 for _, share in shares)
    assert [share for _, share in shares] == sorted(share for _, share in shares)
    assert 0 <= pareto.gini(table).to_pyarrow().as_py() < 1
