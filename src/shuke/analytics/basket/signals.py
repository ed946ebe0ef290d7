"""What speaks for a customer buying a product again: how often, how lately, how regularly, and what others do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from shuke.analytics.basket.baskets import Flags, Floats, Ints, Singles
from shuke.analytics.basket.history import MOST_BASKETS, Purchases, is_first
from shuke.analytics.basket.likeness import Factors, factors, with_content

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
LIKENED_AT_ONCE = 1 << 12  # runs whose factors are held at once: what a processor keeps at hand
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
    often: Singles  # share of the owner's baskets with it, each weighing DECAYS[-1] of the one after it; 0–1

    @classmethod
    def of(cls, bought: Purchases) -> "Runs":
        start = np.flatnonzero(is_first(bought.owner, bought.product))
        end = np.append(start[1:], len(bought.owner)).astype(np.int64)[: len(start)]
        often = faded(bought, start, decay=DECAYS[-1], counting=np.ones(len(bought.owner), dtype=np.float32))
        return cls(
            start,
            bought.owner[start],
            bought.product[start],
            end - start,
            bought.ago[end - 1],
            bought.ago[start],
            often,
        )


def faded(bought: Purchases, start: Ints, *, decay: float, counting: Singles) -> Singles:
    """Share of the owner's baskets that each run makes up, each basket weighing `decay` of the one after it; 0–1.

    Args:
        start: of each run, its first row in the purchases.
        counting: how much each purchase counts, shape (n_purchases,).
    """
    weights = decay ** np.arange(MOST_BASKETS + 1)
    most = np.cumsum(weights).astype(np.float32)[bought.baskets - 1]
    return _sums(bought, start, counting, weights.astype(np.float32)) / most[bought.owner[start]]


def _sums(bought: Purchases, start: Ints, counting: Singles, weights: Singles) -> Singles:
    """Per run, what its purchases count by the weights of baskets so long ago."""
    ends = np.append(start, len(bought.owner)).astype(np.int32)
    # A row a run, a column a basket: a product of matrices takes half the time of adding up rows.
    runs = sparse.csr_array((counting, bought.ago.astype(np.int32), ends), shape=(len(start), len(weights)))
    return np.asarray(runs @ weights, dtype=np.float32)


def tastes(bought: Purchases, runs: Runs, products: Products) -> Singles:
    """Where each owner lies among the tastes, by what she bought and how lately, shape (n_owners, directions)."""
    return products.factors.tastes(runs.owner, runs.product, runs.often, owners=len(bought.baskets))


def signals(bought: Purchases, runs: Runs, products: Products, tastes: Singles) -> Singles:
    """The evidence for each pair of owner and product, shape (n_runs, len(NAMES)), float32.

    Sources: decay, Hu et al. (2020) TIFU-KNN; the own interval, the rhythm (docs/definitions.md) in baskets; the chance
    of a rebuy, shrunk to the product's own as in the beta-binomial model. What a product filled tells what is fetched
    by itself from what comes along on a large trip.
    """
    times, latest, first = (part.astype(np.float32) for part in (runs.times, runs.latest_ago, runs.first_ago))
    baskets, rebuys = bought.baskets.astype(np.float32)[runs.owner], products.rebuys.astype(np.float32)[runs.product]
    gap = np.maximum(np.where(runs.times > 1, (first - latest) / np.maximum(times - 1, 1), baskets), 0.1)
    # Column by column in memory: that is how they are made, and how they are weighed.
    evidence: Singles = np.empty((len(runs.owner), len(NAMES)), dtype=np.float32, order="F")
    for place, decay in enumerate(DECAYS):
        evidence[:, place] = _log(faded(bought, runs.start, decay=decay, counting=bought.filled))
    evidence[:, 3] = _log(_fresh(bought, runs))
    evidence[:, 4] = _log(gap)
    evidence[:, 5] = _log((latest + 1) / gap + 0.05)
    evidence[:, 6] = np.log(rebuys)
    evidence[:, 7] = _log((times - 1 + OWN_PRIOR * rebuys) / (first + OWN_PRIOR))
    evidence[:, 8] = products.season[runs.product]
    evidence[:, 9] = _log(_likeness(runs, products.factors, tastes))
    evidence[:, 10] = np.log(products.fills)[runs.product]
    evidence[:, 11] = np.log(_usual_size(bought) + 1)[runs.owner]
    return evidence


def _fresh(bought: Purchases, runs: Runs) -> Singles:
    """Purchases of each run, halved by each HALF_LIFE_DAYS before the owner's latest basket."""
    age = bought.latest[bought.owner] - bought.day
    halved = 0.5 ** (np.arange(int(age.max(initial=0)) + 1) / HALF_LIFE_DAYS)
    return _sums(bought, runs.start, halved.astype(np.float32)[age], np.ones(MOST_BASKETS + 1, dtype=np.float32))


def _usual_size(bought: Purchases) -> Floats:
    """Products on a basket of each owner these days, shape (n_owners,)."""
    weights = SIZE_DECAY ** np.arange(bought.sizes.shape[1])
    most = np.cumsum(weights)[np.maximum(bought.baskets - 1, 0)]
    return np.asarray(bought.sizes @ weights / most, dtype=np.float64)


def known_of_products(
    bought: Purchases, runs: Runs, content: pd.DataFrame, *, today: int, random: np.random.Generator
) -> Products:
    """What purchases, and `content` (see `likeness.with_content`; one row a product), say of each product."""
    count = len(content)
    buyers, sold = (np.bincount(product, minlength=count) for product in (runs.product, bought.product))
    found = factors(
        runs.owner,
        runs.product,
        runs.often,
        shape=(len(bought.baskets), count),
        random=random,
    )
    first = np.full(count, today)
    np.minimum.at(first, runs.product, bought.day[runs.start])
    began = int(bought.day.min(initial=today))
    return Products(
        buyers=buyers,
        rebuys=rebuy_shares(runs, buyers=buyers, sold=sold),
        fills=fill_shares(bought, sold=sold),
        season=season(bought, today=today, sold=sold),
        factors=with_content(found, content, buyers),
        # In a shop that opened this month everything is new, and nothing.
        is_new=(first > max(today - SEASON_DAYS, began + SEASON_DAYS)),
    )


def rebuy_shares(runs: Runs, *, buyers: Ints, sold: Ints) -> Floats:
    """Per product, rebuys ÷ baskets since a first purchase, drawn towards the usual share where these are few; > 0."""
    chances = np.bincount(runs.product, weights=runs.first_ago, minlength=len(sold))
    return (sold - buyers + PRIOR_REBUYS) / (chances + PRIOR_CHANCES)


def fill_shares(bought: Purchases, *, sold: Ints) -> Floats:
    """Per product, the mean of 1 ÷ products on the basket over its purchases, drawn to the usual one; > 0, ≤ 1."""
    usual = float(bought.filled.mean()) if len(bought.filled) else 1.0
    sums = np.bincount(bought.product, weights=bought.filled, minlength=len(sold))
    return np.asarray((sums + PRIOR_FILLED * usual) / (sold + PRIOR_FILLED), dtype=np.float64)


def season(bought: Purchases, *, today: int, sold: Ints) -> Floats:
    """Log of sales around this time of the year against all sales, damped where they are few, shape (n_products,).

    This time: the SEASON_DAYS up to `today`, and as many after the same day of earlier years.
    """
    began = int(bought.day.min(initial=today))
    back = today - np.arange(began, int(bought.day.max(initial=began)) + 1)
    of_day = (back < SEASON_DAYS) | (back % 365 > 365 - SEASON_DAYS)
    is_now = of_day[bought.day - began]
    now = np.bincount(bought.product[is_now], minlength=len(sold))
    usual = is_now.sum() / max(len(is_now), 1)
    return np.asarray(np.log((now + 1.0) / (sold * usual + 1.0)), dtype=np.float64)


def _likeness(runs: Runs, factors: Factors, tastes: Singles) -> Singles:
    found: Singles = np.empty(len(runs.owner), dtype=np.float32)
    directions = tastes.shape[1]
    theirs, its = np.empty((2, LIKENED_AT_ONCE, directions), dtype=np.float32)
    ones = np.ones(directions, dtype=np.float32)
    for start in range(0, len(found), LIKENED_AT_ONCE):
        rows = slice(start, start + LIKENED_AT_ONCE)
        taste, place = theirs[: len(found[rows])], its[: len(found[rows])]
        # Clipping writes straight into what is held, without a copy to look for bad places in.
        np.take(tastes, runs.owner[rows], axis=0, out=taste, mode="clip")
        np.take(factors.products, runs.product[rows], axis=0, out=place, mode="clip")
        taste *= place
        np.dot(taste, ones, out=found[rows])
    return found


def _log(values: Floats | Singles) -> Singles:
    """In 32 bits: four times as fast, and far finer than the signals are."""
    return np.log(np.maximum(values, 0.0, dtype=np.float32, casting="same_kind") + np.float32(SMALLEST))
