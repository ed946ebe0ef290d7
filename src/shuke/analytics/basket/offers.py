"""What to place, bundle and offer together, with the extra sales to expect.

All three read pairs from `pairs.bought_together` and the mean amounts of `baskets.Baskets`, and rest on one estimate:

    extra orders with b = orders with a but not b × pull × uptake
    pull = (share of orders with a that have b) − (share of orders without a that have b)

Pull is what a adds to the wish for b, as far as past orders tell; `uptake` is the share of it that standing nearby, a
common price or a recommendation turns into sales. No receipt knows that share: the default is an assumption, to be
replaced by what a test with a control group measured.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shuke.analytics.basket.baskets import Baskets, Floats
from shuke.lib.errors import ShukeError

ASSUMED_UPTAKE = 0.1
PAIR_COLUMNS = ("product_a", "product_b", "orders_together", "lift", "orders_a", "orders_b", "orders")


class BadOffer(ShukeError):
    """Pairs, amounts or shares that extra sales cannot be estimated from."""


def place(pairs: pd.DataFrame, baskets: Baskets, *, uptake: float = ASSUMED_UPTAKE) -> pd.DataFrame:
    """Products to stand side by side, those that bring most first.

    Args:
        pairs: from `pairs.bought_together`.
        baskets: from `baskets.from_lines`, the lines with `amount`.
        uptake: share of the pull that becomes sales, 0–1.

    Returns:
        One row per pair: `product_a, product_b, orders_together, lift`, `extra_orders` (of either, expected, over a
        period as long as the lines') and `extra_sales` (unit of `amount`). Ties by ids.

    Raises:
        BadOffer: see `_estimated`.
    """
    both = _estimated(pairs, baskets, uptake=uptake)
    rows = pairs[["product_a", "product_b", "orders_together", "lift"]].assign(
        extra_orders=both.extra_a + both.extra_b, extra_sales=both.sales
    )
    return _best_first(rows, by="extra_sales")


def bundle(
    pairs: pd.DataFrame,
    baskets: Baskets,
    *,
    discount: float,
    min_confidence: float = 0.2,
    uptake: float = ASSUMED_UPTAKE,
) -> pd.DataFrame:
    """Products to sell as a set: those of which each is often bought with the other.

    Args:
        pairs, baskets, uptake: as in `place`.
        discount: price reduction of the set, a share of the sum of both amounts, 0–1.
        min_confidence: least confidence in both directions, 0–1.

    Returns:
        As `place`, with `discount_given` (on the sets sold anyway and on the extra ones) and `net_sales` (extra sales
        − discount given), by which the rows are sorted. Negative net sales: the set costs more than it brings.
        Amounts are sales, not margins.

    Raises:
        BadOffer: as `place`; `discount` or `min_confidence` is no share.
    """
    _refuse_no_share("discount", discount)
    _refuse_no_share("least confidence", min_confidence)
    both = _estimated(pairs, baskets, uptake=uptake)
    sets_sold = pairs["orders_together"] + both.extra_a + both.extra_b
    rows = pairs[["product_a", "product_b", "orders_together", "lift"]].assign(
        extra_orders=both.extra_a + both.extra_b,
        extra_sales=both.sales,
        discount_given=discount * sets_sold * (both.amount_a + both.amount_b),
    )
    rows["net_sales"] = rows["extra_sales"] - rows["discount_given"]
    is_mutual = pairs[["confidence_ab", "confidence_ba"]].min(axis=1) >= min_confidence
    return _best_first(rows[is_mutual], by="net_sales")


def offer(
    pairs: pd.DataFrame, baskets: Baskets, *, min_confidence: float = 0.1, uptake: float = ASSUMED_UPTAKE
) -> pd.DataFrame:
    """What to offer the buyer of something: each pair in the directions that are likely enough.

    Args:
        pairs, baskets, uptake: as in `place`.
        min_confidence: least share of the orders with the one that have the other, 0–1.

    Returns:
        One row per direction: `product_bought, product_offered, open_orders` (with the one and not the other),
        `confidence, lift, extra_orders, extra_sales` (of the product offered), most sales first, ties by ids.

    Raises:
        BadOffer: as `place`; `min_confidence` is no share.
    """
    _refuse_no_share("least confidence", min_confidence)
    both = _estimated(pairs, baskets, uptake=uptake)
    ahead = pd.DataFrame(
        {
            "product_bought": pairs["product_a"],
            "product_offered": pairs["product_b"],
            "open_orders": pairs["orders_a"] - pairs["orders_together"],
            "confidence": pairs["confidence_ab"],
            "lift": pairs["lift"],
            "extra_orders": both.extra_b,
            "extra_sales": both.extra_b * both.amount_b,
        }
    )
    back = ahead.assign(
        product_bought=pairs["product_b"],
        product_offered=pairs["product_a"],
        open_orders=pairs["orders_b"] - pairs["orders_together"],
        confidence=pairs["confidence_ba"],
        extra_orders=both.extra_a,
        extra_sales=both.extra_a * both.amount_a,
    )
    rows = pd.concat([ahead, back], ignore_index=True)
    return _best_first(rows[rows["confidence"] >= min_confidence], by="extra_sales")


@dataclass(frozen=True)
class _Estimate:
    """Per pair; amounts and sales in the unit of `amount`."""

    extra_a: Floats  # orders of b alone that would have a too
    extra_b: Floats
    amount_a: Floats  # mean amount in an order that has it
    amount_b: Floats

    @property
    def sales(self) -> Floats:
        return self.extra_a * self.amount_a + self.extra_b * self.amount_b


def _estimated(pairs: pd.DataFrame, baskets: Baskets, *, uptake: float) -> _Estimate:
    """Extra orders and amounts of both products of each pair.

    Raises:
        BadOffer: `uptake` is no share; the pairs lack columns or are of other baskets; the lines had no amounts.
    """
    _refuse_no_share("uptake", uptake)
    missing = [name for name in PAIR_COLUMNS if name not in pairs.columns]
    if missing:
        raise BadOffer(f"The pairs have no column {', '.join(missing)}; take them from bought_together.")
    amounts = pd.Series(baskets.amounts, index=pd.Index(baskets.products, dtype=object))
    amount_a, amount_b = (np.asarray(pairs[name].map(amounts), dtype=np.float64) for name in ("product_a", "product_b"))
    if np.isnan(amount_a).any() or np.isnan(amount_b).any():
        raise BadOffer(
            "Some products of the pairs have no amount: give lines with the column amount, the same ones as for the "
            "pairs."
        )
    together, a, b, orders = (
        pairs[name].to_numpy(dtype=np.float64) for name in ("orders_together", "orders_a", "orders_b", "orders")
    )
    return _Estimate(
        extra_a=(b - together) * _pull(together, b, a, orders) * uptake,
        extra_b=(a - together) * _pull(together, a, b, orders) * uptake,
        amount_a=amount_a,
        amount_b=amount_b,
    )


def _pull(together: Floats, with_one: Floats, with_other: Floats, orders: Floats) -> Floats:
    """Share having the other among orders with the one, less the share among orders without it; at least 0."""
    without_one = orders - with_one
    rest = np.divide(with_other - together, without_one, out=np.zeros(len(orders)), where=without_one > 0)
    return np.maximum(together / with_one - rest, 0.0)


def _best_first(rows: pd.DataFrame, *, by: str) -> pd.DataFrame:
    ids = list(rows.columns[:2])
    return rows.sort_values([by, *ids], ascending=[False, True, True], ignore_index=True)


def _refuse_no_share(what: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise BadOffer(f"The {what} is {value}, but it is a share: give a number from 0 to 1, such as 0.1.")
