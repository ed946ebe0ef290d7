"""What would not have happened without the campaign, and whom to contact at all (docs/models/response.md).

`from shuke.analytics.response import uplift`, and then `uplift.effect.measure(customers, …)`: modules load when first
named. A table of customers has one row for each customer who could have been contacted and was, or was held out,
**at random**: `is_treated` (true: contacted), `responded`, and for money `revenue` and `margin`. Without a random
hold-out every figure here is wrong, and nothing in the table shows it.

- `effect`: response, revenue and profit of the contacted against the held-out, with intervals;
- `ranking`: the Qini curve and coefficient of any score;
- `learners`: two scores that can be learned: one variable in five groups, two models;
- `together`: the effects of several campaigns as one;
- `contest`: which of them ranks customers never seen, if any; the rest is not offered.
"""

from importlib import import_module
from types import ModuleType

MODULES = ("contest", "effect", "learners", "ranking", "together")


def __getattr__(name: str) -> ModuleType:
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(MODULES)
