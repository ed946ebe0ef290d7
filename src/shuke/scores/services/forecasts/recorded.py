"""Forecasts of days gone by against what happened since."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from shuke.analytics.lifetime.backtest import judge
from shuke.analytics.lifetime.outlook import HORIZON_DAYS
from shuke.scores.services.forecasts.leaving import LEAVING
from shuke.warehouse.forecasts import Forecasts
from shuke.warehouse.tables import Tables


def orders_verdict(tables: Tables, forecasts: Forecasts, *, as_of: date) -> dict[str, Any] | None:
    """The latest forecast of orders whose 90 days are over by `as_of`; None until there is one."""
    found = _over(tables, forecasts, as_of=as_of, window_days=HORIZON_DAYS)
    if found is None:
        return None
    day, then, came = found
    verdict = judge(then["expected_orders_90"], came, first_on=then["first_on"])
    return {"forecast_on": day.isoformat(), "horizon_days": HORIZON_DAYS, **verdict.as_dict()}


def leaving_verdict(tables: Tables, forecasts: Forecasts, *, as_of: date) -> dict[str, Any] | None:
    """The same of the forecast of leaving: how many were said not to come, and how many didn't."""
    found = _over(tables, forecasts, as_of=as_of, window_days=LEAVING.window_days)
    if found is None:
        return None
    day, then, came = found
    asked = then["leaving_probability"].notna()
    if not asked.any():
        return None
    said, stayed_away = then.loc[asked, "leaving_probability"].astype(float), (came[asked] == 0).astype(float)
    verdict = judge(said, stayed_away, first_on=then.loc[asked, "first_on"])
    return {"forecast_on": day.isoformat(), "horizon_days": LEAVING.window_days, **verdict.as_dict()}


def _over(
    tables: Tables, forecasts: Forecasts, *, as_of: date, window_days: int
) -> tuple[date, pd.DataFrame, "pd.Series[float]"] | None:
    """The forecast, and purchase days of its window, by customer."""
    latest = as_of - timedelta(days=window_days)
    day = max((day for day in forecasts.days() if day <= latest), default=None)
    table = None if day is None else forecasts.made_on(tables, day)
    if day is None or table is None:
        return None
    then = table.select("customer_id", "first_on", "expected_orders_90", "leaving_probability").to_pandas()
    then = then[then["expected_orders_90"].notna()].set_index("customer_id")
    if then.empty:
        return None
    orders = tables.orders(as_of=day + timedelta(days=window_days))
    days = orders.filter(orders.is_purchase, orders.ordered_on > day).select("customer_id", "ordered_on").distinct()
    counted = days.group_by("customer_id").aggregate(orders=days.count()).to_pandas().set_index("customer_id")
    return day, then, counted["orders"].reindex(then.index, fill_value=0).astype(float)
