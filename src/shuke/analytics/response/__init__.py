"""What a campaign pays, by Arthur Hughes's arithmetic, and what it changed (docs/models/response.md).

`from shuke.analytics import response` and then `response.breakeven.rate(cost_per_piece=…, net_revenue_per_sale=…)`:
modules load when first named. In the order of a campaign:

- `breakeven`: the rate from which a mailing pays, the index, the profit;
- `cells`: 125 nested cells and every n-th customer as a sample, as Ibis tables;
- `arms`: who is tested, held out, left for the roll-out;
- `rates`: each cell's response with its interval and index; `shrinkage`: the same, cells learning from each other;
- `rollout`: which cells to mail, what that should bring, and what it brought;
- `uplift`: what would not have happened without the campaign, and for whom.

From `rates` on, tables are pandas frames. Money keeps the unit it came in; rates are shares (0.0177), not per cent.
What cannot be calculated ends in a `ShukeError` with a sentence. Randomness is passed in.
"""

from importlib import import_module
from types import ModuleType

MODULES = ("arms", "breakeven", "cells", "rates", "rollout", "shrinkage", "uplift")


def __getattr__(name: str) -> ModuleType:
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(MODULES)
