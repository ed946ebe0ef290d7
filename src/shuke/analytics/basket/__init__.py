"""What goes together (docs/models/basket-pairs.md): baskets out of order lines, pairs of products, what to place,
bundle and offer; and what comes next (docs/models/next-basket.md).

`from shuke.analytics import basket` and then `basket.pairs.co_purchases(lines, min_support=0.001)`; modules load when
first used. `lines` is an Ibis table or a pandas frame of order lines; `basket.baskets.from_lines(lines, level="…")`
reads them once, at any level (product, category, brand), for several questions.
`basket.NextBasket().fit(lines).recommend(k=10)` is what each customer is likely to buy next, with reasons.
"""

from importlib import import_module
from typing import Any

MODULES = ("baskets", "offers", "pairs", "recommend", "significance")


def __getattr__(name: str) -> Any:
    if name == "NextBasket":
        return import_module(f"{__name__}.recommend").NextBasket
    if name in MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*MODULES, "NextBasket"))
