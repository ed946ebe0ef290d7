"""What speaks for a customer buying a product again: how often, how lately, how regularly, and what others do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shuke.analytics.basket.baskets import Flags, Floats, Ints
from shuke.analytics.basket.history import MOST_BASKETS, Purchases
from shuke.analytics.basket.likeness import Factors, Singles, factors, with_content

# Shares of a basket's weight that are left one basket later: a short and two longer memories.
DECAYS = (0.7, 0.93, 0.97)
HALF_LIFE_DAYS = 14
SEASON_DAYS = 28
# A product's share of rebuys is drawn towards the usual one as by so many chances to be bought again.
PRIOR_CHANCES, PRIOR_REBUYS = 20.0, 0.4
# So many chances of its product's rebuying stand beside the customer's own.
OWN_PRIOR = 5.0
# As many usual shares of a basket stand beside those that a product filled.
PRIOR_FILLED = 5.0
SIZE_DECAY = 0.8  # of a basket's say in how large the owner's are now
SMALLEST = 1e-4
NAMES = (
    "filled_lately", "filled_often", "filled_long", "days", "gap", "overdue", "rebuys", "expected", "season",
    "likeness", "fills", "size",
)  # fmt: skip


@dataclass(frozen=True)
class Products:
    """What all customers together say of each product, shape (n_products,)."""

    buyers: Ints
    rebuys: Floats  # chance that it is on the next basket of somebody who bought it once, 0–1
    fills: Floats  # share of a basket that it makes up, of the baskets with it; 0–1
    season: Floats  # sales of these weeks against the rest, log; 0 is as usual
    factors: Factors
    is_new: Flags  # nobody bought it, or the first did in the SEASON_DAYS before the day asked about


@dataclass(frozen=True)
class Runs:
    """Purchases of one owner and product together: one row per such pair, owners rising."""

    start: Ints  # first row in the purchases
    owner: Ints
    product: Ints
    times: Ints  # baskets with it
    latest_ago: Ints  # baskets since the latest with it
    first_ago: Ints

    @classmethod
    def of(cls, bought: Purchases) -> "Runs":
        changes = (np.diff(bought.owner, prepend=-1) != 0) | (np.diff(bought.product, prepend=-1) != 0)
        start = np.flatnonzero(changes)
        end = np.append(start[1:], len(bought.owner)).astype(np.int64)[: len(start)]
        return cls(
            start, bought.owner[start], bought.product[start], end - start, bought.ago[end - 1], bought.ago[start]
        )


def faded(bought: Purchases, runs: Runs, *, decay: float, counting: Floats | None = None) -> Floats:
    """Share of the owner's baskets with the product, each weighing `decay` of the one after it; 0–1.

    Args:
        counting: how much each purchase counts, shape (n_purchases,); None is 1.
    """
    weights: Floats = np.asarray(decay ** np.arange(MOST_BASKETS + 1), dtype=np.float64)
    most = np.cumsum(weights)
    counted = weights[bought.ago] if counting is None else weights[bought.ago] * counting
    return _sums(counted, runs) / most[np.maximum(bought.baskets[runs.owner] - 1, 0)]


def basket_sizes(bought: Purchases) -> Ints:
    """Products on each basket, shape (n_owners, MOST_BASKETS + 1), the latest first."""
    width = MOST_BASKETS + 1
    counted = np.bincount(bought.owner * width + bought.ago, minlength=len(bought.baskets) * width)
    return counted.reshape(-1, width).astype(np.int64)


def tastes(bought: Purchases, runs: Runs, products: Products) -> Singles:
    """Where each owner lies among the tastes, by what she bought and how lately, shape (n_owners, directions)."""
    weight = faded(bought, runs, decay=DECAYS[-1])
    return products.factors.tastes(runs.owner, runs.product, weight, owners=len(bought.baskets))


def signals(bought: Purchases, runs: Runs, products: Products, tastes: Singles) -> Singles:
    """The evidence for each pair of owner and product, shape (n_runs, len(NAMES)), float32.

    Sources: decay, Hu et al. (2020) TIFU-KNN; the own interval, the rhythm of SPEC 9.8 in baskets; the chance of a
    rebuy, shrunk to the product's own as in the beta-binomial model. What a product filled tells what is fetched by
    itself from what comes along on a large trip.
    """
    age = bought.latest[bought.owner] - bought.day
    fresh = 0.5 ** (np.arange(int(age.max(initial=0)) + 1) / HALF_LIFE_DAYS)
    gap = np.where(
        runs.times > 1, (runs.first_ago - runs.latest_ago) / np.maximum(runs.times - 1, 1), bought.baskets[runs.owner]
    )
    rebuys = products.rebuys[runs.product]
    # Column by column in memory: that is how they are made, and how they are weighed.
    evidence: Singles = np.empty((len(runs.owner), len(NAMES)), dtype=np.float32, order="F")
    sizes = basket_sizes(bought)
    filled = 1 / sizes[bought.owner, bought.ago]
    for place, decay in enumerate(DECAYS):
        evidence[:, place] = _log(faded(bought, runs, decay=decay, counting=filled))
    evidence[:, 3] = _log(_sums(fresh[age], runs))
    evidence[:, 4] = _log(np.maximum(gap, 0.1))
    evidence[:, 5] = _log((runs.latest_ago + 1) / np.maximum(gap, 0.1) + 0.05)
    evidence[:, 6] = np.log(products.rebuys)[runs.product]
    evidence[:, 7] = _log((runs.times - 1 + OWN_PRIOR * rebuys) / (runs.first_ago + OWN_PRIOR))
    evidence[:, 8] = products.season[runs.product]
    evidence[:, 9] = _log(_likeness(runs, products.factors, tastes))
    evidence[:, 10] = np.log(products.fills)[runs.product]
    evidence[:, 11] = np.log(_usual_size(bought, sizes) + 1)[runs.owner]
    return evidence


def _usual_size(bought: Purchases, sizes: Ints) -> Floats:
    """Products on a basket of each owner these days, shape (n_owners,)."""
    weights = SIZE_DECAY ** np.arange(sizes.shape[1])
    most = np.cumsum(weights)[np.maximum(bought.baskets - 1, 0)]
    return np.asarray(sizes @ weights / most, dtype=np.float64)


def known_of_products(
    bought: Purchases, runs: Runs, content: pd.DataFrame, *, today: int, random: np.random.Generator
) -> Products:
    """What purchases, and `content` (see `likeness.with_content`; one row a product), say of each product."""
    count = len(content)
    buyers = np.bincount(runs.product, minlength=count)
    found = factors(
        runs.owner,
        runs.product,
        faded(bought, runs, decay=DECAYS[-1]),
        shape=(len(bought.baskets), count),
        random=random,
    )
    first = np.full(count, today)
    np.minimum.at(first, bought.product, bought.day)
    began = int(bought.day.min(initial=today))
    return Products(
        buyers=buyers,
        rebuys=rebuy_shares(runs, products=count),
        fills=fill_shares(bought, products=count),
        season=season(bought, today=today, products=count),
        factors=with_content(found, content, buyers),
        # In a shop that opened this month everything is new, and nothing.
        is_new=(first > max(today - SEASON_DAYS, began + SEASON_DAYS)),
    )


def rebuy_shares(runs: Runs, *, products: int) -> Floats:
    """Per product, rebuys ÷ baskets since a first purchase, drawn towards the usual share where these are few; > 0."""
    chances = np.bincount(runs.product, weights=runs.first_ago, minlength=products)
    again = np.bincount(runs.product, weights=runs.times - 1, minlength=products)
    return (again + PRIOR_REBUYS) / (chances + PRIOR_CHANCES)


def fill_shares(bought: Purchases, *, products: int) -> Floats:
    """Per product, the mean of 1 ÷ products on the basket over its purchases, drawn to the usual one; > 0, ≤ 1."""
    filled = 1 / basket_sizes(bought)[bought.owner, bought.ago]
    usual = float(filled.mean()) if len(filled) else 1.0
    sums = np.bincount(bought.product, weights=filled, minlength=products)
    times = np.bincount(bought.product, minlength=products)
    return np.asarray((sums + PRIOR_FILLED * usual) / (times + PRIOR_FILLED), dtype=np.float64)


def season(bought: Purchases, *, today: int, products: int) -> Floats:
    """Log of sales around this time of the year against all sales, damped where they are few, shape (n_products,).

    This time: the SEASON_DAYS up to `today`, and as many after the same day of earlier years.
    """
    back = today - bought.day
    since = back % 365
    is_now = (back < SEASON_DAYS) | ((back >= SEASON_DAYS) & (since > 365 - SEASON_DAYS))
    now = np.bincount(bought.product[is_now], minlength=products)
    ever = np.bincount(bought.product, minlength=products)
    usual = is_now.sum() / max(len(is_now), 1)
    return np.asarray(np.log((now + 1.0) / (ever * usual + 1.0)), dtype=np.float64)


def _likeness(runs: Runs, factors: Factors, tastes: Singles) -> Singles:
    found: Singles = np.empty(len(runs.owner), dtype=np.float32)
    block = 1 << 16  # rows whose factors are held at once
    for start in range(0, len(found), block):
        rows = slice(start, start + block)
        found[rows] = np.einsum("ij,ij->i", tastes[runs.owner[rows]], factors.products[runs.product[rows]])
    return found


def _sums(weights: Floats, runs: Runs) -> Floats:
    return np.asarray(np.add.reduceat(weights, runs.start) if len(runs.start) else np.zeros(0), dtype=np.float64)


def _log(values: Floats | Singles) -> Singles:
    """In 32 bits: four times as fast, and far finer than the signals are."""
    return np.log(np.maximum(values, 0.0, dtype=np.float32, casting="same_kind") + np.float32(SMALLEST))
