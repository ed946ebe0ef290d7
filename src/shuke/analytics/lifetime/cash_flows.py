"""Customer lifetime value as cash flows: Σ Rᵢ ÷ (1 + r)ⁱ over known and forecast periods.

A table of flows is a frame with one row per customer and one column per period, in order of time. Money keeps its unit.
See docs/models/value.md, Cash flows.
"""

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.buying import BuyingModel
from shuke.analytics.lifetime.fitting import Floats
from shuke.analytics.lifetime.gamma_gamma import GammaGamma
from shuke.lib.errors import ShukeError

# A hundred years of months: what lies beyond is a slip of the keyboard.
LONGEST = 1200


class BadFlows(ShukeError):
    """Cash flows, a rate or a margin that cannot be."""


def present_value(flows: pd.DataFrame, *, discount_rate: float, first_period: int = 1) -> "pd.Series[float]":
    """What flows to come are worth today: Σ Rᵢ ÷ (1 + r)ⁱ.

    Args:
        flows: (n_customers, n_periods); may be negative; no missing values.
        discount_rate: r, per period (0.01 = 1 %), above -1.
        first_period: i of the first column: 1 when it is received at the end of the first period, 0 for now.

    Returns:
        Value per customer, indexed as `flows`, in its unit; 0 without periods.

    Raises:
        BadFlows: missing or infinite flows; a rate of -1 or below.
    """
    if not -1 < discount_rate < np.inf:
        raise BadFlows(f"The discount rate is {discount_rate}; give a share per period above -1, such as 0.01 for 1 %.")
    amounts = _finite(flows, "flows")
    periods = first_period + np.arange(amounts.shape[1])
    return pd.Series(amounts @ (1.0 + discount_rate) ** -periods, index=flows.index, name="present_value")


def forecast(
    history: pd.DataFrame,
    *,
    buying: BuyingModel,
    spend: GammaGamma,
    periods: int,
    period_days: float = 30.0,
    margin: float = 1.0,
) -> pd.DataFrame:
    """Expected margin of each customer in each period to come.

    Args:
        history: `repeat_orders, active_days, age_days, mean_order_value`; see the package.
        buying, spend: fitted models, of purchase days and of their value.
        periods: how many, 1 to 1200.
        period_days: length of each, in days.
        margin: share of the value that is earned, at most 1 (0.3 = 30 %).

    Returns:
        Flows with columns 1 … `periods`, indexed as `history`, in the unit of `mean_order_value`.

    Raises:
        BadFlows: no such number of periods or margin.
        BadHistory, BadHorizon, NotFitted: from the models.
    """
    if not 1 <= periods <= LONGEST:
        raise BadFlows(f"{periods} periods were asked for; give 1 to {LONGEST}.")
    if not -np.inf < margin <= 1:
        raise BadFlows(f"The margin is {margin}; give a share of the value up to 1, such as 0.3 for 30 %.")
    until = [buying.expected_orders(history, horizon_days=period_days * n).to_numpy() for n in range(1, periods + 1)]
    orders = np.diff(np.column_stack([np.zeros(len(history)), *until]), axis=1)
    value = spend.expected_order_value(history).to_numpy()[:, None]
    return pd.DataFrame(orders * value * margin, index=history.index, columns=range(1, periods + 1))


def customer_value(
    expected: pd.DataFrame,
    *,
    discount_rate: float,
    known: pd.DataFrame | None = None,
    past: "pd.Series[float] | None" = None,
    cost_to_serve: "pd.Series[float] | float" = 0.0,
) -> pd.DataFrame:
    """Narrow value (the future alone) and broad value (past and future), both less the cost to serve.

    Args:
        expected: forecast flows, such as from `forecast`.
        discount_rate: r, per period.
        known: flows already agreed, such as instalments, on some of the customers and periods of `expected`; where not
            null they stand in place of the forecast.
        past: what each customer has earned so far, taken at face value; 0 for customers not in it.
        cost_to_serve: per customer and period to come (service, visits, postage not in the margin), at least 0.

    Returns:
        `past_value, future_value` (before the cost), `cost_to_serve` (its present value), `narrow_value` (future less
        cost), `broad_value` (past + narrow), indexed as `expected`.

    Raises:
        BadFlows: missing or infinite amounts; a negative cost; customers or periods that `expected` does not have.
    """
    flows = expected if known is None else _with_known(expected, known)
    cost = _by_customer(cost_to_serve, expected.index, "cost_to_serve")
    if (cost < 0).any():
        raise BadFlows(
            f"cost_to_serve is negative for {int((cost < 0).sum())} customers; give what serving them costs."
        )
    each_period = pd.DataFrame(np.ones(flows.shape), index=flows.index) * cost[:, None]
    result = pd.DataFrame(index=expected.index)
    result["past_value"] = _by_customer(0.0 if past is None else past, expected.index, "past")
    result["future_value"] = present_value(flows, discount_rate=discount_rate)
    result["cost_to_serve"] = present_value(each_period, discount_rate=discount_rate)
    result["narrow_value"] = result["future_value"] - result["cost_to_serve"]
    result["broad_value"] = result["past_value"] + result["narrow_value"]
    return result


def _with_known(expected: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    strangers = len(known.index.difference(expected.index)), len(known.columns.difference(expected.columns))
    if any(strangers):
        raise BadFlows(
            f"The known flows name {strangers[0]} customers and {strangers[1]} periods that the forecast does not "
            "have; give both the same index and columns."
        )
    aligned = known.reindex(index=expected.index, columns=expected.columns)
    return aligned.where(aligned.notna(), expected)


def _by_customer(amount: "pd.Series[float] | float", index: pd.Index, name: str) -> Floats:
    column = amount.reindex(index).fillna(0.0) if isinstance(amount, pd.Series) else pd.Series(amount, index=index)
    return _finite(column.to_frame(), name)[:, 0]


def _finite(amounts: pd.DataFrame, name: str) -> Floats:
    values = amounts.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~np.isfinite(values).all(axis=1)
    if wrong.any():
        first = amounts.index[int(wrong.argmax())]
        raise BadFlows(
            f"{name} are missing or infinite for {int(wrong.sum())} customers (first: {first}); fill them in."
        )
    return values
