"""Counting scores (docs/definitions.md) as Ibis expressions: tables in, tables out, the same on DuckDB and on Spark.

`from shuke.analytics import worth` and then `worth.rfm.summary(orders, as_of=…)`: modules load when first named.
Two input tables (further columns are ignored, rows without customer too):

- orders: `customer_id` (text, or whole numbers of one length), `order_id`, `ordered_on` (day), `amount` (net, any
  unit), optional `is_purchase` (true);
- lines: `customer_id`, `order_id`, `ordered_on`, `product_id`, `quantity`, `amount`, optional `category_id`, `margin`,
  `home_store_id`, `returned_quantity`.

Money keeps the unit it came in (integer minor units in the warehouse); ratios are float64. Every function that takes
`as_of` reads nothing later than that day.
"""

from importlib import import_module
from types import ModuleType

MODULES = (
    "cohorts",
    "lifecycle",
    "months",
    "orders",
    "pareto",
    "pyramid",
    "quadrant",
    "reason_frame",
    "reasons",
    "rfm",
    "rhythm",
    "risk",
    "scorecard",
    "settings",
)


def __getattr__(name: str) -> ModuleType:
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(MODULES)
