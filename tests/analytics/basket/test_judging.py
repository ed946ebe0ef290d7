"""Held-out baskets: what a list is worth, apart for what was bought before and what was new."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.basket import NextBasket
from shuke.analytics.basket.history import History, from_lines
from shuke.analytics.basket.judging import K, most_often, part_of

DAY = date(2024, 6, 30)


def bought(*rows: tuple[str, int, str]) -> pd.DataFrame:
    """Customer, weeks before DAY, product."""
    baskets = [(who, f"{who}-{ago}", DAY - timedelta(weeks=ago), what) for who, ago, what in rows]
    return pd.DataFrame(baskets, columns=["customer_id", "order_id", "ordered_on", "product_id"])


def listed(**lists: list[str]) -> pd.DataFrame:
    rows = [(who, what, rank) for who, names in lists.items() for rank, what in enumerate(names, start=1)]
    return pd.DataFrame(rows, columns=["customer_id", "product_id", "rank"])


def wanted(**baskets: list[str]) -> pd.DataFrame:
    rows = [(who, what) for who, names in baskets.items() for what in names]
    return pd.DataFrame(rows, columns=["customer_id", "product_id"])


def test_recall_and_ndcg_are_means_over_customers_worked_by_hand() -> None:
    part = part_of(listed(ann=["a", "b", "c"], bob=["a"]), wanted(ann=["b", "x"], bob=["y"]))

    assert part is not None
    assert (part.customers, part.recall) == (2, 0.25)
    # Ann's hit stands second; the best list has both hits first.
    assert part.ndcg == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)) / 2)


def test_a_customer_without_a_list_counts_and_nothing_to_find_is_nothing() -> None:
    part = part_of(listed(ann=["a"]), wanted(ann=["a"], bob=["a"]))

    assert part is not None
    assert (part.recall, part.ndcg) == (0.5, 0.5)
    assert part_of(listed(ann=["a"]), wanted()) is None


def test_a_large_basket_cannot_be_found_by_ten_and_ndcg_does_not_ask_for_it() -> None:
    names = [f"p{number}" for number in range(2 * K)]
    part = part_of(listed(ann=names[:K]), wanted(ann=names))

    assert part is not None
    assert part.recall == 0.5
    assert part.ndcg == pytest.approx(1.0)


def test_only_the_latest_basket_of_those_asked_is_taken_away() -> None:
    history = from_lines(bought(("ann", 0, "a"), ("ann", 1, "b"), ("bob", 0, "a"), ("bob", 2, "b")))
    ann, bob = (history.customers.index(name) for name in ("ann", "bob"))

    known, held = history.purchases.without_latest(np.array([ann]))

    assert [(owner, history.products[product]) for owner, product in zip(held.owner, held.product, strict=True)] == [
        (ann, "a")
    ]
    assert sorted(zip(known.owner, known.ago, strict=True)) == sorted([(ann, 0), (bob, 0), (bob, 1)])
    assert (known.baskets[ann], known.baskets[bob]) == (1, 2)
    assert known.latest[bob] - known.latest[ann] == 7


def test_the_simple_rule_lists_what_is_bought_most_often_and_what_many_buy_before_the_rest() -> None:
    history = from_lines(bought(*(("ann", ago, "tea") for ago in (0, 1, 2)), ("ann", 1, "figs"), ("ann", 2, "rice")))
    of_bob = from_lines(
        bought(*(("ann", ago, "tea") for ago in (0, 1, 2)), ("ann", 1, "figs"), ("ann", 2, "rice"), ("bob", 0, "rice"))
    )

    def lines(known: History) -> list[tuple[str, int]]:
        rows = most_often(known, np.array([known.customers.index("ann")]))
        assert set(rows["customer_id"]) == {"ann"}
        return list(zip(rows["product_id"], rows["rank"], strict=True))

    assert lines(history) == [("tea", 1), ("figs", 2), ("rice", 3)]
    assert lines(of_bob) == [("tea", 1), ("rice", 2), ("figs", 3)]


def test_habits_are_foretold_and_the_model_does_not_see_what_it_is_asked() -> None:
    # Everybody buys one of two staples each week; what came last, and never before, cannot be known.
    rows = [(f"c{number}", week, ("beans", "tea")[number % 2]) for number in range(40) for week in range(8)]
    once = [(f"c{number}", 0, f"never {number}") for number in range(40)]

    judged = NextBasket().fit(bought(*rows, *once)).judged()

    assert judged is not None
    assert judged.repeat is not None
    assert judged.explore is not None
    assert judged.everything is not None
    assert (judged.repeat.customers, judged.repeat.recall, judged.repeat.ndcg) == (20, 1.0, 1.0)
    assert judged.explore.recall == 0.0
    assert judged.everything.recall == 0.5
    assert judged.simple == judged.everything  # nobody beats habit where there is nothing else


def test_what_the_like_minded_buy_is_found_among_what_is_new() -> None:
    rows = [(f"c{number}", week, ("beans", "tea")[number % 2]) for number in range(60) for week in range(2, 6)]
    sides = [(f"c{number}", 1, ("filters", "honey")[number % 2]) for number in range(60) if number % 3]
    rows += sides + [(who, 0, side) for who, _week, side in sides if int(who[1:]) % 5 == 0]
    late = [(f"c{number}", 0, ("filters", "honey")[number % 2]) for number in range(60) if not number % 3]

    judged = NextBasket().fit(bought(*rows, *late)).judged()

    assert judged is not None
    assert judged.explore is not None
    assert judged.explore.recall == 1.0


def test_a_shop_whose_customers_came_too_seldom_is_not_judged() -> None:
    assert NextBasket().fit(bought(("ann", 0, "a"), ("ann", 1, "a"), ("bob", 0, "a"))).judged() is None
