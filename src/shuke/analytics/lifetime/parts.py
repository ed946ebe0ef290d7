"""Customer lifetime value shown as its parts: CLV = revenue + loyalty + influence (docs/models/value.md, Parts)."""

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.cash_flows import BadFlows, present_value

# What each part adds (+1) or costs (−1); the three sums are the parts.
PARTS: dict[str, dict[str, int]] = {
    "revenue": {"price": 1, "sales_cost": -1, "marketing_cost": -1},
    "loyalty": {"time": 1, "price_match": -1, "retention_discounts": -1, "credit": -1},
    "influence": {"brought_customers": 1, "endorsements": 1},
}


def revenue_and_time(flows: pd.DataFrame, *, discount_rate: float) -> pd.DataFrame:
    """A forecast told apart: what the first period brings, and what staying longer adds.

    Args:
        flows: see `cash_flows`, at least one period.
        discount_rate: per period.

    Returns:
        `price` (present value of the first period) and `time` (of all later ones); together the present value.

    Raises:
        BadFlows.
    """
    if not flows.shape[1]:
        raise BadFlows("The flows have no period; forecast at least one.")
    whole = present_value(flows, discount_rate=discount_rate)
    first = present_value(flows.iloc[:, :1], discount_rate=discount_rate)
    return pd.DataFrame({"price": first, "time": whole - first})


def split(components: pd.DataFrame) -> pd.DataFrame:
    """The three parts of each customer's value and their sum.

    Args:
        components: one row per customer, in one unit, all at least 0 except `price` and `time`; a missing column is 0.
            Revenue: `price` (what she pays, see `revenue_and_time`), `sales_cost`, `marketing_cost`. Loyalty: `time`
            (what staying longer adds), `price_match`, `retention_discounts`, `credit` (what keeping her costs).
            Influence: `brought_customers` (value of those she brought, see `referrals`), `endorsements`.

    Returns:
        `revenue, loyalty, influence, lifetime_value`, indexed as `components`; they add up exactly as shown.

    Raises:
        BadFlows: a column that belongs to no part; a missing or infinite amount; a negative one where none can be.
    """
    allowed = [name for part in PARTS.values() for name in part]
    strangers = [str(name) for name in components.columns if name not in allowed]
    if strangers:
        raise BadFlows(f"{', '.join(strangers)} belong to no part of lifetime value; there are {', '.join(allowed)}.")
    amounts = components.astype(np.float64)
    for name in amounts.columns:
        signed = name in ("price", "time")
        wrong = ~np.isfinite(amounts[name]) | ((amounts[name] < 0) & (not signed))
        if wrong.any():
            raise BadFlows(f"{name} is missing or negative for {int(wrong.sum())} customers; give an amount.")
    result = pd.DataFrame(index=components.index)
    for part, signs in PARTS.items():
        given = [sign * amounts[name] for name, sign in signs.items() if name in amounts.columns]
        result[part] = sum(given, start=pd.Series(0.0, index=components.index))
    result["lifetime_value"] = result[list(PARTS)].sum(axis=1)
    return result
