"""A made-up shop: steady customers, and some whose visits thin out before they stop."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import ibis
import numpy as np
import pandas as pd

FIRST = date(2023, 1, 1)
DAYS = 260
CUT = FIRST + timedelta(days=200)
SEED = 7


def lines(rows: list[tuple[str, int, float]]) -> Any:
    """(customer, days before the cut (1: the day before; 0 and below: later), amount) → lines, one an order."""
    columns = {
        "customer_id": [row[0] for row in rows],
        "order_id": [f"o{n}" for n in range(len(rows))],
        "ordered_on": [CUT - timedelta(days=row[1]) for row in rows],
        "product_id": ["p"] * len(rows),
        "category_id": ["k"] * len(rows),
        "amount": [float(row[2]) for row in rows],
        "discount": [0.0] * len(rows),
    }
    return ibis.memtable(pd.DataFrame(columns))


@cache
def shop(customers: int = 520) -> Any:
    """Everybody buys about weekly; half of them stop some day, after four weeks at half the pace."""
    random = np.random.default_rng(SEED)
    kept = []
    for number in range(customers):
        stops = random.integers(60, DAYS * 2)
        days = np.flatnonzero(random.random(DAYS) < 0.14)
        fading = (days > stops - 28) & (random.random(len(days)) < 0.5)
        kept.append((number, days[(days < stops) & ~fading]))
    who = np.concatenate([np.full(len(days), number) for number, days in kept])
    day = np.concatenate([days for _, days in kept])
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:04}" for number in who],
            "order_id": [f"o{number}" for number in range(len(who))],
            "ordered_on": [FIRST + timedelta(days=int(ago)) for ago in day],
            "product_id": "p",
            "category_id": random.choice(list("abcdef"), len(who)),
            "amount": random.gamma(4.0, 10.0, len(who)).round(2),
            "discount": random.gamma(1.0, 1.0, len(who)).round(2),
        }
    )
    return ibis.memtable(frame)
