"""How many orders have both products of a pair, for every pair worth keeping, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from shuke.analytics.basket.baskets import Baskets, Ints
from shuke.lib.errors import ShukeError

# Additions of one block: bounds its memory at some 100 MB whatever the number of products.
BLOCK_ADDITIONS = 6_000_000
MOST_PAIRS = 5_000_000


class TooManyPairs(ShukeError):
    """More pairs reach the minimum support than anybody could read or memory should hold."""


class BadSupport(ShukeError):
    """A minimum support that is no share."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of products by their place in `Baskets.products`, `first` < `second`, in rising order."""

    first: Ints
    second: Ints
    together: Ints  # orders with both


def orders_needed(baskets: Baskets, *, min_support: float) -> int:
    """The smallest number of orders whose share of all orders is at least `min_support`; at least 1.

    Raises:
        BadSupport: `min_support` does not lie in (0, 1].
    """
    if not 0 < min_support <= 1:
        raise BadSupport(
            f"The minimum support is {min_support}, but it is a share of all orders: give a number above 0 and at "
            "most 1, such as 0.001."
        )
    needed = int(np.ceil(min_support * baskets.orders))
    # 0.001 × 155,000 is a hair above 155 in binary: one order fewer may be enough.
    if needed > 1 and (needed - 1) / baskets.orders >= min_support:
        return needed - 1
    return max(needed, 1)


def frequent(baskets: Baskets, *, needed: int) -> Ints:
    """Places of the products on at least `needed` orders, rising."""
    return np.flatnonzero(baskets.orders_with >= needed)


def together_often(baskets: Baskets, *, needed: int) -> Pairs:
    """Pairs that are together on at least `needed` orders.

    Raises:
        TooManyPairs: there are more than MOST_PAIRS of them.
    """
    kept = frequent(baskets, needed=needed)
    found: list[Pairs] = []
    total = 0
    for block in _blocks(baskets.bought[:, kept]):
        often = block.together >= needed
        total += int(often.sum())
        _refuse_too_many(total)
        found.append(Pairs(first=block.first[often], second=block.second[often], together=block.together[often]))
    return _in_order(found, places=kept)


def expected_often(baskets: Baskets, *, needed: int) -> Pairs:
    """Pairs that chance alone would put together on at least `needed` orders, however often they are.

    Chance expects orders with one × orders with the other ÷ all orders. Pairs never seen together are among them.

    Raises:
        TooManyPairs: there are more than MOST_PAIRS of them.
    """
    kept = frequent(baskets, needed=needed)  # an expectation is at most the orders of either
    first, second = _expected_pairs(baskets.orders_with[kept], at_least=needed * baskets.orders)
    keys = np.sort(first * len(kept) + second)
    together = np.zeros(len(keys), dtype=np.int64)
    for block in _blocks(baskets.bought[:, kept]):
        seen = block.first * len(kept) + block.second
        place = np.searchsorted(keys, seen)
        wanted = place < len(keys)
        wanted[wanted] = keys[place[wanted]] == seen[wanted]
        together[place[wanted]] = block.together[wanted]
    first, second = np.divmod(keys, max(len(kept), 1))
    return Pairs(first=kept[first], second=kept[second], together=together)


def _blocks(bought: Any) -> Iterator[Pairs]:
    """Every pair seen together, some products' pairs at a time: rows of the product BᵀB above its diagonal."""
    rest = bought
    starts = _starts(bought)
    for start, stop in pairwise(starts):
        size = stop - start
        counted = (rest[:, :size].T.tocsr() @ rest).tocoo()
        above = counted.col > counted.row
        yield Pairs(
            first=counted.row[above].astype(np.int64) + start,
            second=counted.col[above].astype(np.int64) + start,
            together=counted.data[above].astype(np.int64),
        )
        rest = rest[:, size:]


def _starts(bought: Any) -> list[int]:
    """First products of the blocks and the end, so that a block costs at most BLOCK_ADDITIONS or is one product."""
    sizes = np.diff(bought.indptr)
    additions = np.bincount(bought.indices, weights=np.repeat(sizes, sizes), minlength=bought.shape[1])
    until = np.cumsum(additions)
    starts = [0]
    while starts[-1] < bought.shape[1]:
        done = until[starts[-1] - 1] if starts[-1] else 0.0
        stop = int(np.searchsorted(until, done + BLOCK_ADDITIONS, side="right"))
        starts.append(max(stop, starts[-1] + 1))
    return starts


def _expected_pairs(orders_with: Ints, *, at_least: int) -> tuple[Ints, Ints]:
    """Places a < b of the pairs whose counts multiply to `at_least`."""
    rising = np.argsort(orders_with, kind="stable")
    counts = orders_with[rising]
    # For each product, the ones before it in rising order whose count is large enough.
    lowest = np.searchsorted(counts, -(-at_least // np.maximum(counts, 1)))
    partners = np.maximum(np.arange(len(counts)) - lowest, 0)
    _refuse_too_many(int(partners.sum()))
    one = np.repeat(np.arange(len(counts)), partners)
    other = np.arange(len(one)) - np.repeat(np.cumsum(partners) - partners, partners) + np.repeat(lowest, partners)
    return np.minimum(rising[one], rising[other]), np.maximum(rising[one], rising[other])


def _in_order(found: list[Pairs], *, places: Ints) -> Pairs:
    empty = np.zeros(0, dtype=np.int64)
    first = np.concatenate([empty, *(pairs.first for pairs in found)])
    second = np.concatenate([empty, *(pairs.second for pairs in found)])
    together = np.concatenate([empty, *(pairs.together for pairs in found)])
    order = np.lexsort((second, first))
    return Pairs(first=places[first[order]], second=places[second[order]], together=together[order])


def _refuse_too_many(pairs: int) -> None:
    if pairs > MOST_PAIRS:
        raise TooManyPairs(
            f"More than {MOST_PAIRS:,} pairs reach the minimum support: raise it, or pair categories instead of "
            "products."
        )
