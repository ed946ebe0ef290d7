"""Why a product is recommended: a code with facts, no words (SPEC 9.10).

Repeats: `due` {usual_days, silence_days} for a product with a rhythm that is about to come round, `habit` {times,
baskets, silence_days} for one that is on many of the latest baskets, `bought_before` {times, silence_days}.
New ones: `goes_with` {product_id}: of what the customer buys, the product most often bought by the same people;
`new_in_shop` {}; `in_season` {times}: sold so many times as much as usual in these weeks; `popular` {customers}.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from shuke.analytics.basket.baskets import Ints
from shuke.analytics.basket.choosing import Scored
from shuke.analytics.basket.exploring import owned
from shuke.analytics.basket.history import Purchases
from shuke.analytics.basket.signals import Products, Runs

Reason = dict[str, Any]
# A rhythm needs so many purchases, and is due from this share of its usual gap to so many gaps.
FEWEST_FOR_RHYTHM = 3
DUE_FROM, DUE_UNTIL = 0.8, 3.0
HABIT_SHARE = 0.25
IN_SEASON = 1.5
CLOSE = 0.5


def of_repeats(runs: Runs, bought: Purchases, which: Ints, *, today: int) -> Iterator[Reason]:
    """One reason for each of the runs named by `which`."""
    end = np.append(runs.start[1:], len(bought.owner))
    first, latest = bought.day[runs.start[which]], bought.day[end[which] - 1]
    times, baskets = runs.times[which], bought.baskets[runs.owner[which]]
    usual = (latest - first) / np.maximum(times - 1, 1)
    silence = today - latest
    is_due = (times >= FEWEST_FOR_RHYTHM) & (silence >= DUE_FROM * usual) & (silence <= DUE_UNTIL * usual)
    is_habit = times >= HABIT_SHARE * baskets
    for place in range(len(which)):
        quiet, often = int(silence[place]), int(times[place])
        if is_due[place]:
            yield {"code": "due", "usual_days": max(round(float(usual[place])), 1), "silence_days": quiet}
        elif is_habit[place] and often > 1:
            yield {"code": "habit", "times": often, "baskets": int(baskets[place]), "silence_days": quiet}
        else:
            yield {"code": "bought_before", "times": often, "silence_days": quiet}


def of_new(chosen: Scored, places: Ints, runs: Runs, products: Products, *, ids: tuple[str, ...]) -> Iterator[Reason]:
    """One reason for each product of `chosen`, which its customer has not bought."""
    partner = _partners(chosen, places, runs, products)
    for product, beside in zip(chosen.product, partner, strict=True):
        rise = float(np.exp(products.season[product]))
        if beside >= 0:
            yield {"code": "goes_with", "product_id": ids[beside]}
        elif products.is_new[product]:
            yield {"code": "new_in_shop"}
        elif rise >= IN_SEASON:
            yield {"code": "in_season", "times": round(rise, 1)}
        else:
            yield {"code": "popular", "customers": int(products.buyers[product])}


def _partners(chosen: Scored, places: Ints, runs: Runs, products: Products) -> Ints:
    """The customer's own product that lies closest in taste to each chosen one; −1 where none is close."""
    found = np.full(len(chosen.row), -1)
    lengths = np.maximum(np.linalg.norm(products.factors.products, axis=1), 1e-9)
    ends = np.searchsorted(chosen.row, np.arange(len(places) + 1))
    for row in np.unique(chosen.row):
        mine = slice(ends[row], ends[row + 1])
        _, own = owned(runs, places[row : row + 1])
        if not len(own):
            continue
        wanted = chosen.product[mine]
        near = products.factors.products[wanted] @ products.factors.products[own].T
        near = near / lengths[wanted][:, None] / lengths[own]
        closest = near.argmax(axis=1)
        found[mine] = np.where(near.max(axis=1) >= CLOSE, own[closest], -1)
    return found
