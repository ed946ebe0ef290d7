"""What a customer is worth tomorrow (docs/models/value.md): models of repeat buying and of spend, cash flows, networks.

`from shuke.analytics import lifetime` and then `lifetime.BGNBD(time_unit_days=7).fit(history)`: names load when first
used. Estimators take pandas frames with one row per customer and return Series on the same index:

- history: `repeat_orders` (purchase days after the first), `active_days` (first to latest purchase day), `age_days`
  (first purchase day to as-of), optional `customers` (how many customers the row stands for, default 1), for spend
  `mean_order_value` (mean of the repeat purchase days only; null without any).

`history.from_orders(orders, as_of=…)` makes it, as an Ibis table, from `orders(customer_id, order_id, ordered_on,
amount)`. What cannot be estimated ends in a `ShukeError` with a sentence, never in NaN.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuke.analytics.lifetime.bg_nbd import BGNBD as BGNBD
    from shuke.analytics.lifetime.fitting import ConvergenceError as ConvergenceError
    from shuke.analytics.lifetime.gamma_gamma import GammaGamma as GammaGamma
    from shuke.analytics.lifetime.momentum import Momentum as Momentum
    from shuke.analytics.lifetime.pareto_nbd import ParetoNBD as ParetoNBD

MODULES = ("cash_flows", "history", "parts", "referrals")
CLASSES = {
    "BGNBD": "bg_nbd",
    "ConvergenceError": "fitting",
    "GammaGamma": "gamma_gamma",
    "Momentum": "momentum",
    "ParetoNBD": "pareto_nbd",
}


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{CLASSES[name]}"), name)


def __dir__() -> list[str]:
    return sorted((*MODULES, *CLASSES))
