"""The pyramid, its spikes and champions (docs/definitions.md, Pyramid)."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import pyramid, rfm


def summary(table: Any) -> Any:
    return rfm.summary(table, as_of=given.DAY)


def levels_of(count: int) -> Any:
    return pyramid.levels(summary(given.spenders({f"c{n:05}": 10 * count - n for n in range(count)})))


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        (1000, {"vip": 10, "major": 40, "ordinary": 150, "small": 800}),
        (2357, {"vip": 24, "major": 94, "ordinary": 353, "small": 1886}),
        (50, {"vip": 1, "major": 2, "ordinary": 7, "small": 40}),  # half a customer is rounded up
        (1, {"small": 1}),
    ],
)
def test_levels_end_at_rounded_counts(customers: int, expected: dict[str, int]) -> None:
    counts = Counter(level for _, level in given.rows_of(levels_of(customers), "customer_id", "pyramid_level"))

    assert counts == expected


def test_best_spender_is_first_and_equal_ones_are_ordered_by_id_as_text() -> None:
    table = pyramid.levels(summary(given.spenders({"10": 5, "9": 5, "a": 7})), shares=(0.3, 0.6, 0.9))

    assert given.rows_of(table, "customer_id", "rank", "pyramid_level") == {
        ("a", 1, "vip"),
        ("10", 2, "major"),
        ("9", 3, "ordinary"),
    }


@for_any(amounts=st.lists(st.integers(-10, 50), max_size=60))
@FEW
def test_everybody_stands_in_one_level_and_nobody_above_a_better_spender(amounts: list[int]) -> None:
    table = given.spenders({f"c{n}": amount for n, amount in enumerate(amounts)})

    placed = pyramid.levels(summary(table)).inner_join(summary(table), "customer_id").to_pandas()

    assert sorted(placed["rank"]) == list(range(1, len(amounts) + 1))
    assert placed["customer_id"].is_unique
    ordered = placed.sort_values("rank")
    assert ordered["spend"].is_monotonic_decreasing
    assert ordered["pyramid_level"].map(pyramid.LEVELS.index).is_monotonic_increasing


def spikes(rows: list[Any], **settings: Any) -> dict[str, Any]:
    """Of customers of whom all belong to the upper levels."""
    table = given.orders([*rows, ("shop_opens", 364, 1)])
    upper = pyramid.levels(summary(table), shares=(0.1, 0.5, 1.0))
    found = pyramid.spikes(table, upper, as_of=given.DAY, **settings)
    return {
        row[0]: row[1:]
        for row in given.rows_of(found, "customer_id", "is_spike", "largest_order_share", "active_months")
    }


def test_one_order_of_more_than_half_the_spend_is_a_spike() -> None:
    found = spikes([("over", 5, 51), ("over", 40, 49), ("half", 5, 50), ("half", 40, 50)])

    assert found["over"] == (True, 0.51, 2)
    assert found["half"] == (False, 0.5, 2)


def test_all_spend_in_one_month_of_a_year_is_a_spike() -> None:
    found = spikes([("burst", days, 10) for days in range(4, 24, 4)])

    assert found["burst"] == (True, 0.2, 1)


def test_all_spend_in_one_month_of_a_short_period_is_none() -> None:
    burst = [("burst", days, 10) for days in range(4, 24, 4)]

    assert spikes(burst, window_days=90)["burst"][0] is False


def test_young_business_has_no_months_to_spread_over() -> None:
    table = given.orders([("burst", days, 10) for days in range(4, 24, 4)])
    upper = pyramid.levels(summary(table), shares=(0.1, 0.5, 1.0))

    assert given.by_customer(pyramid.spikes(table, upper, as_of=given.DAY), "is_spike") == {"burst": False}


def test_returns_are_no_purchases_and_lower_the_spend() -> None:
    found = spikes([("ann", 5, 60), ("ann", 40, 60), ("ann", 70, -40, False)])

    assert found["ann"] == (True, 0.75, 2)


def test_spend_of_nothing_has_no_share() -> None:
    assert spikes([("ann", 5, 60), ("ann", 40, -60, False)])["ann"][1] is None


def test_small_customers_are_not_judged() -> None:
    table = given.spenders({f"c{n:03}": 1000 - n for n in range(100)})

    found = pyramid.spikes(table, pyramid.levels(summary(table)), as_of=given.DAY)

    assert {row[0] for row in given.rows_of(found, "customer_id")} == {f"c{n:03}" for n in range(20)}


def product_lines(buyers: int, *, other_spend: int = 0) -> list[Any]:
    """Buyers of tea, each spending 1 more than the next, and as much on other things."""
    tea = [(f"c{n:03}", f"t{n}", 5, "tea", None, 1.0, 200 - n) for n in range(buyers)]
    return tea + [(f"c{n:03}", f"x{n}", 5, f"own{n}", None, 1.0, other_spend) for n in range(buyers) if other_spend]


def champion_rows(rows: list[Any], **settings: Any) -> set[Any]:
    found = pyramid.champions(given.lines(rows), as_of=given.DAY, **settings)
    return given.rows_of(found, "customer_id", "product_id", "product_rank", "product_buyers")


def test_first_fifth_of_a_products_buyers_are_its_champions() -> None:
    found = champion_rows(product_lines(52))

    assert found == {(f"c{n:03}", "tea", n + 1, 52) for n in range(10)}


def test_product_of_few_buyers_has_no_champions() -> None:
    assert champion_rows(product_lines(49)) == set()
    assert len(champion_rows(product_lines(50))) == 10


def test_champion_spends_a_tenth_on_the_product() -> None:
    assert len(champion_rows(product_lines(50, other_spend=1700))) == 10
    assert champion_rows(product_lines(50, other_spend=1801)) == set()


def test_who_returned_everything_is_no_buyer() -> None:
    returned = ("c000", "back", 4, "tea", None, -1.0, -200)

    assert champion_rows([*product_lines(50), returned]) == set()
    assert ("c001", "tea", 1, 50) in champion_rows([*product_lines(51), returned])


def test_champions_are_of_the_window_and_never_of_later_days() -> None:
    old = [(customer, order, 400, *rest) for customer, order, _, *rest in product_lines(60)]
    later = [(customer, order, -1, *rest) for customer, order, _, *rest in product_lines(60)]

    assert champion_rows([*old, *later]) == set()


@for_any(spent=st.lists(st.integers(1, 6), min_size=5, max_size=40), share=st.sampled_from([0.1, 0.2, 0.5, 0.9]))
@FEW
def test_shortlist_loses_no_champion(spent: list[int], share: float) -> None:
    rows = [(f"c{n:03}", f"o{n}", 5, "tea", None, 1.0, amount) for n, amount in enumerate(spent)]
    rules = pyramid.ChampionRules(buyers_share=share, min_buyers=5)

    found = {(customer, rank) for customer, _, rank, _ in champion_rows(rows, rules=rules)}

    best_first = sorted((-amount, f"c{n:03}") for n, amount in enumerate(spent))
    count = int(len(spent) * round(share * 100) / 100 + 0.5)
    assert found == {(customer, rank) for rank, (_, customer) in enumerate(best_first[:count], 1)}


def test_flags_count_products_and_name_the_one_of_the_largest_own_share() -> None:
    coffee = [(f"c{n:03}", f"k{n}", 5, "coffee", None, 1.0, 300 - n) for n in range(50)]

    flags = pyramid.champion_flags(pyramid.champions(given.lines([*product_lines(50), *coffee]), as_of=given.DAY))

    assert ("c000", 2, "coffee") in given.rows_of(flags)
