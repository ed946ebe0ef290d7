"""Why a product is recommended: a code with facts, no words.

Repeats: `due` {usual_days, silence_days} for a product with a rhythm that is about to come round, `habit` {times,
baskets, silence_days} for one that is on many of the latest baskets, `bought_before` {times, silence_days}.
New ones: `goes_with` {product_id}: of what the customer buys, the product most often bought by the same people;
`new_in_shop` {}; `in_season` {times}: sold so many times as much as usual in these weeks; `popular` {customers}.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuke.analytics.basket.baskets import Ints
from shuke.analytics.basket.choosing import Scored
from shuke.analytics.basket.exploring import owned_runs
from shuke.analytics.basket.history import Purchases
from shuke.analytics.basket.signals import Products, Runs

Reason = dict[str, Any]
Reasons = NDArray[np.object_]  # rows with equal reasons hold the same object: millions of rows know few thousand
# A rhythm needs so many purchases, and is due from this share of its usual gap to so many gaps.
FEWEST_FOR_RHYTHM = 3
DUE_FROM, DUE_UNTIL = 0.8, 3.0
HABIT_SHARE = 0.25
IN_SEASON = 1.5
CLOSE = 0.5
PAIRS_AT_ONCE = 1 << 17  # of a chosen product and one bought before: what a processor keeps at hand


def of_repeats(runs: Runs, bought: Purchases, which: Ints, *, today: int) -> Reasons:
    """One reason for each of the runs named by `which`."""
    end = np.append(runs.start[1:], len(bought.owner))
    first, latest = bought.day[runs.start[which]], bought.day[end[which] - 1]
    times, baskets = runs.times[which], bought.baskets[runs.owner[which]]
    usual = (latest - first) / np.maximum(times - 1, 1)
    silence = today - latest
    is_due = (times >= FEWEST_FOR_RHYTHM) & (silence >= DUE_FROM * usual) & (silence <= DUE_UNTIL * usual)
    is_habit = (times >= HABIT_SHARE * baskets) & (times > 1)
    days = np.maximum(np.rint(usual), 1).astype(np.int64)

    def due(days: int, silence: int) -> Reason:
        return {"code": "due", "usual_days": days, "silence_days": silence}

    def habit(times: int, baskets: int, silence: int) -> Reason:
        return {"code": "habit", "times": times, "baskets": baskets, "silence_days": silence}

    def before(times: int, silence: int) -> Reason:
        return {"code": "bought_before", "times": times, "silence_days": silence}

    said = np.empty(len(which), dtype=object)
    _say(said, is_due, (days, silence), due)
    _say(said, ~is_due & is_habit, (times, baskets, silence), habit)
    _say(said, ~is_due & ~is_habit, (times, silence), before)
    return said


def of_new(chosen: Scored, places: Ints, runs: Runs, products: Products, *, ids: tuple[str, ...]) -> Reasons:
    """One reason for each product of `chosen`, which its customer has not bought."""
    beside = _partners(chosen, places, runs, products)
    rise = np.exp(products.season)
    alone = beside < 0
    is_new = alone & products.is_new[chosen.product]
    is_season = alone & ~is_new & (rise[chosen.product] >= IN_SEASON)

    def popular(customers: int) -> Reason:
        return {"code": "popular", "customers": customers}

    said = np.empty(len(chosen.row), dtype=object)
    _say(said, ~alone, (beside,), lambda beside: {"code": "goes_with", "product_id": ids[beside]})
    _say(said, is_new, (np.zeros_like(beside),), lambda _: {"code": "new_in_shop"})
    _say(
        said, is_season, (chosen.product,),
        lambda product: {"code": "in_season", "times": round(float(rise[product]), 1)},
    )  # fmt: skip
    _say(said, alone & ~is_new & ~is_season, (products.buyers[chosen.product],), popular)
    return said


def _say(said: Reasons, which: NDArray[np.bool_], facts: tuple[Ints, ...], reason: Callable[..., Reason]) -> None:
    """Fill in the rows of `which`: `reason` is asked once for each combination of the facts, whole numbers from 0."""
    rows = np.flatnonzero(which)
    if not len(rows):
        return
    key = np.zeros(len(rows), dtype=np.int64)
    for fact in facts:
        value = fact[rows]
        key = key * (int(value.max()) + 1) + value
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    asked = np.empty(len(first), dtype=object)
    asked[:] = [reason(*values) for values in zip(*(fact[rows[first]].tolist() for fact in facts), strict=True)]
    said[rows] = asked[back]


def _partners(chosen: Scored, places: Ints, runs: Runs, products: Products) -> Ints:
    """The customer's own product that lies closest in taste to each chosen one; −1 where none is close."""
    found = np.full(len(chosen.row), -1)
    if not len(found):
        return found
    taste = products.factors.products
    taste = taste / np.maximum(np.linalg.norm(taste, axis=1, keepdims=True), 1e-9)
    asking, turn = np.unique(chosen.row, return_inverse=True)
    row, run = owned_runs(runs, places[asking])
    own, ends = runs.product[run], np.searchsorted(row, np.arange(len(asking) + 1))
    start, count = ends[turn], np.diff(ends)[turn]
    is_known = np.flatnonzero(count)
    pairs = np.cumsum(count[is_known])
    blocks = np.searchsorted(pairs, np.arange(PAIRS_AT_ONCE, int(pairs[-1]) if len(pairs) else 0, PAIRS_AT_ONCE))
    for part in np.split(is_known, blocks):
        if len(part):
            first = np.cumsum(count[part]) - count[part]
            theirs = own[np.repeat(start[part] - first, count[part]) + np.arange(count[part].sum())]
            wanted = np.repeat(chosen.product[part], count[part])
            near = np.einsum("ij,ij->i", taste[wanted], taste[theirs])
            most = np.maximum.reduceat(near, first)
            best = np.flatnonzero(near == np.repeat(most, count[part]))
            closest = theirs[best[np.searchsorted(best, first)]]
            found[part] = np.where(most >= CLOSE, closest, -1)
    return found
