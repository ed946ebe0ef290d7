"""Every score in one row per customer, and what bad input makes of it."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import orders, reason_frame, scorecard
from shuke.analytics.worth.lifecycle import StageRules
from shuke.analytics.worth.rfm import RfmCuts
from shuke.analytics.worth.settings import WorthSettings

# Customer, order, days back, product, category, quantity, amount.
SHOP: list[Any] = [
    *[("weekly", f"w{n}", 7 * n, "tea", "drinks", 1.0, 500) for n in range(30)],
    *[("gone", f"g{n}", 120 + 7 * n, "tea", "drinks", 1.0, 900) for n in range(30)],
    ("new", "n0", 3, "jar", "home", 1.0, 700),
    ("old", "o0", 500, "jar", "home", 1.0, 700),
    ("returner", "r0", 20, "jar", "home", -1.0, -700),
    (None, "cash", 3, "jar", "home", 1.0, 700),
]


def wide(rows: list[Any], **arguments: Any) -> Any:
    lines = given.lines(rows)
    return scorecard.wide(orders.from_lines(lines), lines, as_of=arguments.pop("as_of", given.DAY), **arguments)


def kept(table: Any) -> Any:
    """The same rows, computed once however often they are asked."""
    return ibis.memtable(table.to_pyarrow())


def not_a_number(table: Any) -> list[str]:
    floats = [name for name, kind in table.schema().items() if kind.is_floating()]
    counts = table.aggregate(**{name: table[name].isnan().sum() for name in floats}).to_pyarrow().to_pylist()[0]
    return [name for name, count in counts.items() if count]


def test_each_customer_with_a_purchase_has_one_row_with_every_score() -> None:
    table = wide(SHOP)

    assert given.rows_of(table, "customer_id", "stage", "abc", "pyramid_level") == {
        ("weekly", "stable", "A", "small"),
        ("gone", "lost", "A", "ordinary"),
        ("new", "new", "C", "small"),
        ("old", "lost", None, None),
    }
    assert not_a_number(table) == []


def test_customers_and_categories_by_number_score_as_by_name() -> None:
    ids = {name: 10 + place for place, name in enumerate(sorted({row[0] for row in SHOP if row[0]}))}
    lines = given.lines(SHOP)
    numbers = lines.mutate(
        customer_id=lines.customer_id.cases(*ids.items()),
        category_id=lines.category_id.cases(("drinks", 1), ("home", 2)),
    )

    by_name = wide(SHOP).to_pandas().set_index("customer_id").sort_index()
    by_number = scorecard.wide(orders.from_lines(numbers), numbers, as_of=given.DAY).to_pandas()

    by_number = by_number.assign(customer_id=by_number.customer_id.map({place: name for name, place in ids.items()}))
    pd.testing.assert_frame_equal(by_number.set_index("customer_id").sort_index(), by_name)


def test_row_says_why() -> None:
    frame = wide(SHOP).to_pandas().set_index("customer_id")

    codes = {
        customer: {reason["code"] for reason in found} for customer, found in reason_frame.why_frame(frame).items()
    }
    assert "on_rhythm" in codes["weekly"]
    assert "gap_long" in codes["gone"]
    assert "new_customer" in codes["new"]
    assert "long_overdue" in codes["old"]


def test_settings_reach_the_scores() -> None:
    chosen = scorecard.WorthSettings(window_days=600, rfm_method="nested", stage=StageRules(new_days=2))

    table = wide(SHOP, settings=chosen)

    assert given.by_customer(table, "in_window")["old"] is True
    assert given.by_customer(table, "stage")["new"] == "forming"


def test_home_store_of_the_lines_makes_the_group() -> None:
    rows = [(f"c{n}", f"o{n}-{k}", (30 if n < 50 else 7) * k, "p", "c", 1.0, 1) for n in range(52) for k in range(4)]
    lines = given.lines(rows)
    north = ibis.ifelse(lines.customer_id.isin(["c50", "c51"]), "south", "north")

    table = scorecard.wide(orders.from_lines(lines), lines.mutate(home_store_id=north), as_of=given.DAY)

    medians = given.by_customer(table, "group_median_days")
    assert (medians["c0"], medians["c51"]) == (30.0, 30.0)
    assert given.by_customer(table, "rhythm_days")["c51"] == pytest.approx((3 * 7 + 3 * 30) / 6)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("ann", "1", 3, "tea", None, 1.0, 100)],
        [(f"c{n}", f"o{n}", 3, "tea", "drinks", 1.0, 100) for n in range(7)],  # all of one day
        [(f"c{n}", f"o{n}-{k}", 9 * k, "tea", "drinks", 1.0, 0) for n in range(7) for k in range(5)],  # all free
        [("ann", f"o{k}", 9 * k, "tea", "drinks", 1.0 if k % 2 else -3.0, 100 if k % 2 else -900) for k in range(12)],
        [("ann", "1", -3, "tea", None, 1.0, 100)],  # all after the day
        [("ann", "1", 3, "tea", None, -1.0, -100)],  # returns only
    ],
    ids=["empty", "one", "one_day", "free", "negative_months", "future", "returns"],
)
def test_thin_data_give_nulls_and_never_nan(rows: list[Any]) -> None:
    table = kept(wide(rows))

    bought = {row[0] for row in rows if row[2] >= 0 and row[5] > 0}
    assert {row[0] for row in given.rows_of(table, "customer_id")} == bought
    assert not_a_number(table) == []


def test_money_may_be_decimals_or_floats() -> None:
    lines = given.lines(SHOP)
    places = ("customer_id", "abc", "pyramid_level", "value_class", "rfm_group", "stage")
    in_whole_units = given.rows_of(wide(SHOP), *places)

    for kind in ("decimal(12, 2)", "float64"):
        table = lines.mutate(amount=(lines.amount / 100).cast(kind))
        priced = kept(scorecard.wide(orders.from_lines(table), table, as_of=given.DAY))
        assert not_a_number(priced) == []
        assert given.rows_of(priced, *places) == in_whole_units


def test_amounts_that_are_no_number_count_nothing() -> None:
    """They can come from a data frame of floats; the warehouse counts in whole minor units."""
    lines = given.lines(SHOP)
    amount = (lines.amount / 100).cast("float64")
    spoilt = ibis.cases((lines.order_id == "g3", float("nan")), (lines.order_id == "w2", float("inf")), else_=amount)
    table = lines.mutate(amount=spoilt)

    rows = kept(scorecard.wide(orders.from_lines(table), table, as_of=given.DAY))

    assert not_a_number(rows) == []
    assert all(np.isfinite(value) for value in given.by_customer(rows, "value_at_risk").values() if value is not None)
    assert given.by_customer(rows, "spend")["gone"] == 29 * 9.0


@for_any(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["ann", "bob", "cid"]),
            st.sampled_from(["1", "2", "3", "4", "5"]),
            st.integers(0, 300),
            st.sampled_from(["tea", "jar"]),
            st.sampled_from(["food", None]),
            st.sampled_from([1.0, 2.0, -1.0, None]),
            st.integers(-300, 900),
        ),
        max_size=25,
    ),
    order=st.randoms(use_true_random=False),
)
@settings(FEW, max_examples=4)  # two dozen queries each
def test_neither_later_lines_nor_their_order_matter(rows: list[Any], order: Any) -> None:
    later = [(customer, bill, -1 - days, *rest) for customer, bill, days, *rest in rows]
    mixed = [*rows, *later]
    order.shuffle(mixed)

    assert given.rows_of(wide(mixed)) == given.rows_of(wide(rows))


def test_every_threshold_is_asked_for_and_each_way_of_cutting_too() -> None:
    """Whoever sets one must not be told that it is used while a default is."""
    asked: set[str] = set()
    thresholds = watched(WorthSettings(rfm_method="thresholds", rfm_cuts=CUTS), "", asked)
    names = {name for name, _value in flat(thresholds, "")}
    asked.clear()

    lines = given.lines(SHOP).mutate(home_store_id=ibis.literal("north"))
    scorecard.wide(orders.from_lines(lines), lines, as_of=given.DAY, settings=thresholds)

    assert names - asked == set()


CUTS = RfmCuts(recency_days=(14, 30, 60, 120), orders=(24, 12, 6, 2), spend=(3000, 1500, 600, 200))


def watched(rules: Any, path: str, asked: set[str]) -> Any:
    """The same rules; which of them somebody reads is noted."""

    class Watched(type(rules)):  # type: ignore[misc]
        def __getattribute__(self, name: str) -> Any:
            asked.add(f"{path}{name}")
            return super().__getattribute__(name)

    held = {field.name: getattr(rules, field.name) for field in dataclasses.fields(rules)}
    kept = (RfmCuts, str, int, float, tuple, type(None))
    within = {
        name: value if isinstance(value, kept) else watched(value, f"{path}{name}.", asked)
        for name, value in held.items()
    }
    return Watched(**within)


def flat(rules: Any, path: str) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(rules):
        value = getattr(rules, field.name)
        nested = dataclasses.is_dataclass(value) and not isinstance(value, RfmCuts)
        yield from flat(value, f"{path}{field.name}.") if nested else ((f"{path}{field.name}", value),)
