"""How right next baskets are: some customers' latest basket is held out and asked for (docs/models/next-basket.md).

What was bought before and what was new are judged apart: the first is a habit foretold, the second a taste met.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from shuke.analytics.basket.baskets import Flags, Floats, Ints
from shuke.analytics.basket.history import History, Purchases
from shuke.analytics.basket.weighing import MOST_CUSTOMERS

K = 10
# One to hold out, and two that make a habit.
FEWEST_BASKETS = 3
MOST_ASKED = 1_000
# Everybody else teaches what goes with what; more of them cost seconds and change little.
MOST_READ = 20_000
SEED = 20240101


class Recommends(Protocol):
    def recommend(self, k: int, customers: Collection[str], *, explore: float) -> pd.DataFrame: ...


Fit = Callable[[History, Collection[str]], Recommends]


@dataclass(frozen=True)
class Part:
    """Means over the customers on whose held-out basket there was something of this part."""

    customers: int
    recall: float  # share of the part's products that were on the list
    ndcg: float  # the same, hits high up on the list counting more; 1 is the best list there is


@dataclass(frozen=True)
class Judged:
    everything: Part | None  # the list of ten, against the whole basket
    simple: Part | None  # the simple rule against it: the ten the customer had bought most often
    repeat: Part | None  # the same list, against what the customer had bought before
    explore: Part | None  # ten products new to the customer, against what was new on the basket


def judge(history: History, fit: Fit) -> Judged | None:
    """Hold out, fit, ask, compare.

    Args:
        fit: a model of a history whose weights are learnt from the customers of these ids only: nobody who is asked.

    Returns:
        None where fewer than two customers have FEWEST_BASKETS baskets.
    """
    owners, asked, teaching = _drawn(history.purchases.baskets)
    if not len(asked):
        return None
    places = np.searchsorted(owners, asked)
    known, held = history.purchases.of(owners).without_latest(places)
    customers = tuple(history.customers[place] for place in owners)
    model = fit(History(customers, history.products, known), [history.customers[place] for place in teaching])
    ids = [history.customers[place] for place in asked]
    truth = _truth(History(customers, history.products, held), known)
    likeliest, fresh = (model.recommend(K, ids, explore=share) for share in (0.0, 1.0))
    return Judged(
        everything=part_of(likeliest, truth),
        simple=part_of(most_often(History(customers, history.products, known), places), truth),
        repeat=part_of(likeliest, truth[~truth["is_new"]]),
        explore=part_of(fresh, truth[truth["is_new"]]),
    )


def _drawn(baskets: Ints) -> tuple[Ints, Ints, Ints]:
    """Places of all who are read, of those asked, and of those to learn from; the first rise."""
    random = np.random.default_rng(SEED)
    owners = np.sort(random.permutation(len(baskets))[:MOST_READ])
    able = random.permutation(owners[baskets[owners] >= FEWEST_BASKETS])
    asked = np.sort(able[: min(MOST_ASKED, len(able) // 2)])
    return owners, asked, able[len(asked) :][:MOST_CUSTOMERS]


def _truth(held: History, known: Purchases) -> pd.DataFrame:
    """What was on the held-out baskets, and whether it was new to the customer."""
    bought, width = held.purchases, len(held.products)
    before: Flags = np.isin(bought.owner * width + bought.product, known.owner * width + known.product)
    return pd.DataFrame(
        {
            "customer_id": pd.Series([held.customers[place] for place in bought.owner], dtype=object),
            "product_id": pd.Series([held.products[place] for place in bought.product], dtype=object),
            "is_new": ~before,
        }
    )


def most_often(known: History, owners: Ints) -> pd.DataFrame:
    """What each of these owners bought on most baskets, at most K: the simple rule every model is compared with.

    Of the equally often bought, what more baskets of everybody hold comes first.

    Returns:
        `customer_id, product_id, rank`.
    """
    bought = known.purchases
    width = len(known.products)
    of_all = np.bincount(bought.product, minlength=width)
    key, times = np.unique((bought.owner * width + bought.product)[np.isin(bought.owner, owners)], return_counts=True)
    owner, product = np.divmod(key, width)
    order = np.lexsort((product, -of_all[product], -times, owner))
    owner, product = owner[order], product[order]
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner) + 1
    kept = rank <= K
    return pd.DataFrame(
        {
            "customer_id": pd.Series([known.customers[place] for place in owner[kept]], dtype=object),
            "product_id": pd.Series([known.products[place] for place in product[kept]], dtype=object),
            "rank": rank[kept],
        }
    )


def part_of(listed: pd.DataFrame, truth: pd.DataFrame) -> Part | None:
    """Recall and NDCG of lists of at most K.

    Args:
        listed: `customer_id, product_id, rank`, at most one list a customer.
        truth: `customer_id, product_id`, once each.

    Returns:
        None where nothing was to be found.
    """
    if truth.empty:
        return None
    sizes = truth.groupby("customer_id").size()
    hits = listed.merge(truth, on=["customer_id", "product_id"])
    gains = 1 / np.log2(np.arange(K) + 2)
    of_each = hits.assign(gain=gains[hits["rank"].to_numpy(dtype=np.int64) - 1]).groupby("customer_id")["gain"]
    found, gained = (each.reindex(sizes.index, fill_value=0) for each in (of_each.count(), of_each.sum()))
    ideal: Floats = np.cumsum(gains)[np.minimum(sizes.to_numpy(), K) - 1]
    return Part(len(sizes), float((found / sizes).mean()), float((gained / ideal).mean()))
