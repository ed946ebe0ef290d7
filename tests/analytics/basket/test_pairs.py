from collections.abc import Iterator
from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analytics.basket.given import complete_journey_lines, complete_journey_types, lines

from shuke.analytics import basket
from shuke.analytics.basket import baskets, counting, pairs

COLUMNS = ["product_a", "product_b", "orders_together", "support", "confidence_ab", "confidence_ba", "lift", "phi"]

baskets_of_few = st.lists(st.lists(st.sampled_from(["a", "b c", "茶", "🍵", "1", "10", "9"]), max_size=7), max_size=25)


def by_hand(orders: list[set[str]]) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Every pair of products, with the counts of both, a, b and all orders, by looking at each order."""
    bought = [order for order in orders if order]
    for a, b in combinations(sorted(set().union(*bought)), 2):
        together = sum(a in order and b in order for order in bought)
        yield a, b, together, sum(a in order for order in bought), sum(b in order for order in bought), len(bought)


def test_four_orders_worked_by_hand() -> None:
    rows = lines(["bread", "milk"], ["bread", "milk", "tea"], ["bread"], ["tea"])

    found = basket.pairs.co_purchases(rows, min_support=0.25)

    expected = [
        ("bread", "milk", 2, 0.5, 2 / 3, 1.0, 4 / 3, 2 / sqrt(12)),
        ("bread", "tea", 1, 0.25, 1 / 3, 0.5, 2 / 3, -2 / sqrt(12)),
        ("milk", "tea", 1, 0.25, 0.5, 0.5, 1.0, 0.0),
    ]
    assert list(found.columns) == COLUMNS
    assert [tuple(row) for row in found.round(12).itertuples(index=False)] == [
        tuple(round(value, 12) if isinstance(value, float) else value for value in row) for row in expected
    ]


@given(orders=baskets_of_few, min_support=st.sampled_from([0.001, 0.1, 0.2, 1 / 3, 0.5, 1.0]))
@settings(max_examples=60, deadline=None)
def test_equal_to_counting_order_by_order(orders: list[list[str]], min_support: float) -> None:
    found = pairs.co_purchases(lines(*orders), min_support=min_support)

    expected = [row for row in by_hand([set(order) for order in orders]) if row[2] and row[2] / row[5] >= min_support]
    assert list(zip(found.product_a, found.product_b, found.orders_together, strict=True)) == [r[:3] for r in expected]
    for row, (_, _, together, a, b, count) in zip(found.itertuples(), expected, strict=True):
        assert row.support == together / count
        assert (row.confidence_ab, row.confidence_ba) == (together / a, together / b)
        assert row.lift == together * count / (a * b)
        spread = sqrt(a * (count - a) * b * (count - b))
        assert row.phi == pytest.approx((together * count - a * b) / spread if spread else 0.0, abs=1e-12)


@given(orders=baskets_of_few, min_support=st.sampled_from([0.05, 0.2, 0.5]))
@settings(max_examples=60, deadline=None)
def test_negative_pairs_are_judged_by_what_chance_expects(orders: list[list[str]], min_support: float) -> None:
    found = pairs.bought_apart(lines(*orders), min_support=min_support, max_false_share=1.0)

    expected = []
    for a, b, together, with_a, with_b, count in by_hand([set(order) for order in orders]):
        needed = next(n for n in range(1, count + 1) if n / count >= min_support)
        if with_a * with_b >= needed * count:
            expected.append((a, b, together, with_a, with_b))
    columns = [found[name] for name in ("product_a", "product_b", "orders_together", "orders_a", "orders_b")]
    assert list(zip(*columns, strict=True)) == expected


def test_small_blocks_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    rows = pd.DataFrame({"order_id": random.integers(0, 400, 3000), "product_id": random.integers(0, 60, 3000)})
    whole = [find(rows, min_support=0.005) for find in (pairs.co_purchases, pairs.bought_apart)]

    monkeypatch.setattr(counting, "BLOCK_ADDITIONS", 500)

    for find, expected in zip((pairs.co_purchases, pairs.bought_apart), whole, strict=True):
        pd.testing.assert_frame_equal(find(rows, min_support=0.005), expected)


def test_the_order_of_lines_changes_nothing() -> None:
    rows = complete_journey_lines().head(20_000)

    found, shuffled = (pairs.bought_together(r) for r in (rows, rows.sample(frac=1.0, random_state=3)))

    pd.testing.assert_frame_equal(found, shuffled)


def test_complete_journeys_product_types_have_13348_pairs() -> None:
    read = complete_journey_types()

    found = pairs.co_purchases(read, min_support=0.001)
    cake = found[(found.product_a == "FROSTING") & (found.product_b == "LAYER CAKE MIX")].iloc[0]

    assert (read.orders, len(found)) == (155_663, 13_348)
    assert cake.orders_together == 1189
    assert cake.lift == 1189 * 155_663 / (1748 * 2005)
    assert cake.phi == pytest.approx(0.630694, abs=1e-6)


def test_milk_and_petrol_are_bought_apart_and_cake_mix_goes_with_frosting() -> None:
    read = complete_journey_types()

    together, apart = pairs.bought_together(read), pairs.bought_apart(read)

    closest, furthest = (rows.loc[rows.phi.abs().idxmax()] for rows in (together, apart))
    assert (closest.product_a, closest.product_b) == ("FROSTING", "LAYER CAKE MIX")
    assert (furthest.product_a, furthest.product_b) == ("FLUID MILK WHITE ONLY", "GASOLINE-REG UNLEADED")
    assert (together.lift > 1).all()
    assert (apart.lift < 1).all()


def test_pairs_never_seen_together_can_be_negative() -> None:
    rows = lines(*[["petrol"]] * 50, *[["milk"]] * 50)

    found = pairs.bought_apart(rows, min_support=0.1)

    assert found[["product_a", "product_b", "orders_together", "expected_orders", "phi"]].to_numpy().tolist() == [
        ["milk", "petrol", 0, 25.0, -1.0]
    ]


def test_chance_alone_finds_next_to_nothing() -> None:
    random = np.random.default_rng(20240501)
    rows = pd.DataFrame({"order_id": random.integers(0, 3000, 30_000), "product_id": random.integers(0, 80, 30_000)})

    found = [len(find(rows, min_support=0.002)) for find in (pairs.bought_together, pairs.bought_apart)]

    assert len(pairs.co_purchases(rows, min_support=0.002)) > 3000
    assert max(found) <= 3


def test_a_planted_pair_is_found_among_chance() -> None:
    random = np.random.default_rng(20240502)
    noise = pd.DataFrame({"order_id": random.integers(0, 3000, 15_000), "product_id": random.integers(0, 80, 15_000)})
    planted = pd.DataFrame({"order_id": np.repeat(np.arange(150), 2), "product_id": np.tile([3, 70], 150)})

    found = pairs.bought_together(pd.concat([noise, planted]), min_support=0.002)

    assert [tuple(pair) for pair in found[["product_a", "product_b"]].to_numpy()] == [("3", "70")]


def test_a_hundred_thousand_products_in_long_baskets() -> None:
    random = np.random.default_rng(11)
    rows = pd.DataFrame(
        {"order_id": random.integers(0, 20_000, 300_000), "product_id": random.permutation(300_000) // 3}
    )
    bundle = pd.DataFrame({"order_id": np.repeat(np.arange(40), 2), "product_id": np.tile([5, 99_999], 40)})

    read = baskets.from_lines(pd.concat([rows, bundle]))
    found = pairs.bought_together(read, min_support=20 / 20_000)

    assert len(read.products) == 100_000
    assert [tuple(row) for row in found[["product_a", "product_b", "orders_together"]].to_numpy()] == [
        ("5", "99999", 40)
    ]


@pytest.mark.parametrize(
    "orders", [[], [["tea"]], [["tea"], ["tea"]], [["tea"], ["cup"], ["pot"]]], ids=["none", "one", "same", "single"]
)
def test_without_two_products_on_an_order_there_are_no_rows(orders: list[list[str]]) -> None:
    together = pairs.bought_together(lines(*orders))

    assert list(pairs.co_purchases(lines(*orders)).columns) == COLUMNS
    assert list(together.columns) == [
        *COLUMNS, "orders_a", "orders_b", "orders", "expected_orders", "p_value", "q_value",
    ]  # fmt: skip
    assert len(pairs.co_purchases(lines(*orders))) == len(together) == 0


def test_what_is_on_every_order_goes_with_nothing() -> None:
    found = pairs.co_purchases(lines(["bag", "tea"], ["bag", "tea"], ["bag"]))

    assert found[["lift", "phi"]].to_numpy().tolist() == [[1.0, 0.0]]
    assert len(pairs.bought_together(lines(["bag", "tea"], ["bag", "tea"], ["bag"]))) == 0


def test_a_support_a_hair_off_in_binary_keeps_its_pairs() -> None:
    rows = lines(*[["tea", "cup"]] * 155, *[["pot"]] * (155_000 - 155))

    assert len(pairs.co_purchases(rows, min_support=0.001)) == 1


@pytest.mark.parametrize("min_support", [0, -0.1, 1.5, float("nan")])
def test_a_support_that_is_no_share_is_refused(min_support: float) -> None:
    with pytest.raises(counting.BadSupport, match="share of all orders"):
        pairs.co_purchases(lines(["tea", "cup"]), min_support=min_support)


@pytest.mark.parametrize("find", [pairs.bought_together, pairs.bought_apart])
@pytest.mark.parametrize("share", [0, 2, float("nan")])
def test_a_false_share_that_is_no_share_is_refused(find: Any, share: float) -> None:
    with pytest.raises(pairs.BadFalseShare, match="share of false finds"):
        find(lines(["tea", "cup"]), max_false_share=share)


@pytest.mark.parametrize("find", [pairs.co_purchases, pairs.bought_apart])
def test_more_pairs_than_anybody_reads_are_refused(find: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_PAIRS", 5)

    with pytest.raises(counting.TooManyPairs, match="More than 5 pairs"):
        find(lines(["a", "b", "c", "d"]), min_support=1.0)
