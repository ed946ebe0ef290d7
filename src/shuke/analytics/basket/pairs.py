"""Which products are bought together, which are bought apart, and how sure that is (docs/models/basket-pairs.md)."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from ibis.expr.types import Table

from shuke.analytics.basket.baskets import Baskets, Floats, Ints, from_lines
from shuke.analytics.basket.counting import Pairs, expected_often, frequent, orders_needed, together_often
from shuke.analytics.basket.significance import at_least, at_most, false_discovery_rates
from shuke.lib.errors import ShukeError

Lines: TypeAlias = Table | pd.DataFrame | Baskets


class BadFalseShare(ShukeError):
    """A share of false finds that is no share."""


def co_purchases(lines: Lines, *, min_support: float = 0.001) -> pd.DataFrame:
    """Pairs of products on at least `min_support` of the orders, whether more or less often than by chance.

    Args:
        lines: see `baskets.from_lines`; for another level than products pass its result.
        min_support: share of orders, in (0, 1].

    Returns:
        One row per pair, `product_a` < `product_b` as text by code point, rows in that order: `orders_together`
        (count), `support` (share of orders with both), `confidence_ab` (of the orders with a, the share that has b),
        `confidence_ba`, `lift` (support ÷ (share of a × share of b); 1 is chance), `phi` (the correlation r of the
        two, −1 to 1; 0 when one of them is on every order). No row for fewer than two products.

    Raises:
        BadSupport, TooManyPairs, MissingColumns, UnreadableLines.

    Source: Agrawal, Imieliński & Swami (1993); Brin et al. (1997) for lift; Pearson's r of two 0/1 variables.
    """
    baskets = from_lines(lines)
    pairs = together_often(baskets, needed=orders_needed(baskets, min_support=min_support))
    return _measured(_Margins.of(baskets, pairs), pairs)


def bought_together(lines: Lines, *, min_support: float = 0.001, max_false_share: float = 0.05) -> pd.DataFrame:
    """Pairs as in `co_purchases` that are together more often than chance explains.

    Args:
        max_false_share: largest expected share of false finds among the rows, in (0, 1].

    Returns:
        The columns of `co_purchases`, then `orders_a`, `orders_b`, `orders` (counts: with a, with b, all),
        `expected_orders` (together, by chance), `p_value` (Fisher's exact test, one-sided) and `q_value` (Benjamini–
        Hochberg over all pairs of products that each reach the support), those at most `max_false_share`.

    Raises:
        BadFalseShare; as `co_purchases`.
    """
    _check(max_false_share)
    baskets = from_lines(lines)
    needed = orders_needed(baskets, min_support=min_support)
    pairs = together_often(baskets, needed=needed)
    margins = _Margins.of(baskets, pairs)
    p_values = at_least(pairs.together, orders_a=margins.a, orders_b=margins.b, orders=margins.orders)
    # Choosing pairs by their count favours small p-values; the products are chosen without looking at pairs.
    products = len(frequent(baskets, needed=needed))
    tests = products * (products - 1) // 2
    return _found(margins, pairs, p_values, tests=tests, max_false_share=max_false_share)


def bought_apart(lines: Lines, *, min_support: float = 0.001, max_false_share: float = 0.05) -> pd.DataFrame:
    """Negative pairs: together less often than chance explains, never included; substitutes, or different customers.

    Args:
        min_support: least share of orders on which chance would put both, in (0, 1].
        max_false_share: as in `bought_together`.

    Returns:
        Columns and order of `bought_together`; `q_value` over all pairs that chance would put on `min_support`.

    Raises:
        As `bought_together`.
    """
    _check(max_false_share)
    baskets = from_lines(lines)
    pairs = expected_often(baskets, needed=orders_needed(baskets, min_support=min_support))
    margins = _Margins.of(baskets, pairs)
    p_values = at_most(pairs.together, orders_a=margins.a, orders_b=margins.b, orders=margins.orders)
    return _found(margins, pairs, p_values, tests=len(p_values), max_false_share=max_false_share)


@dataclass(frozen=True)
class _Margins:
    """What is known of the products of each pair alone."""

    product_a: list[str]
    product_b: list[str]
    a: Ints  # orders with a
    b: Ints
    orders: int

    @classmethod
    def of(cls, baskets: Baskets, pairs: Pairs) -> "_Margins":
        orders_with = baskets.orders_with
        return cls(
            product_a=[baskets.products[place] for place in pairs.first],
            product_b=[baskets.products[place] for place in pairs.second],
            a=orders_with[pairs.first],
            b=orders_with[pairs.second],
            orders=baskets.orders,
        )


def _measured(margins: _Margins, pairs: Pairs) -> pd.DataFrame:
    together = pairs.together
    return pd.DataFrame(
        {
            "product_a": pd.Series(margins.product_a, dtype=object),
            "product_b": pd.Series(margins.product_b, dtype=object),
            "orders_together": together,
            "support": together / max(margins.orders, 1),
            "confidence_ab": together / margins.a,
            "confidence_ba": together / margins.b,
            # Whole numbers up to the one division: exact to the last bit.
            "lift": (together * margins.orders) / (margins.a * margins.b),
            "phi": _phi(margins, together),
        }
    )


def _phi(margins: _Margins, together: Ints) -> Floats:
    beyond_chance = together * margins.orders - margins.a * margins.b
    spread = np.sqrt((margins.a * (margins.orders - margins.a)).astype(np.float64))
    spread *= np.sqrt((margins.b * (margins.orders - margins.b)).astype(np.float64))
    return np.divide(beyond_chance, spread, out=np.zeros(len(together)), where=spread > 0).clip(-1.0, 1.0)


def _found(margins: _Margins, pairs: Pairs, p_values: Floats, *, tests: int, max_false_share: float) -> pd.DataFrame:
    rows = _measured(margins, pairs).assign(
        orders_a=margins.a,
        orders_b=margins.b,
        orders=margins.orders,
        expected_orders=margins.a * margins.b / max(margins.orders, 1),
        p_value=p_values,
        q_value=false_discovery_rates(p_values, tests=tests),
    )
    return rows[rows["q_value"] <= max_false_share].reset_index(drop=True)


def _check(max_false_share: float) -> None:
    if not 0 < max_false_share <= 1:
        raise BadFalseShare(
            f"The largest share of false finds is {max_false_share}: give a number above 0 and at most 1, such as 0.05."
        )
