"""Histories given to the estimators in tests: CDNOW's sample, its next 39 weeks, and customers made up from a seed."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from tests.analytics.worth import given

from shuke.analytics.lifetime import history
from shuke.analytics.worth import orders

CDNOW_DAY = date(1997, 9, 30)
WEEK = 7.0
HOLDOUT_DAYS = 39 * 7


@cache
def cdnow() -> pd.DataFrame:
    """The 2,357 customers as of the end of week 39; dollars."""
    table = history.from_orders(orders.from_lines(given.cdnow_lines()), as_of=CDNOW_DAY)
    frame = table.order_by("customer_id").to_pandas().set_index("customer_id")
    return frame.assign(mean_order_value=frame["mean_order_value"] / 100)


@cache
def cdnow_afterwards() -> "pd.Series[float]":
    """Purchase days of the same customers in the 39 weeks that followed."""
    until = CDNOW_DAY + timedelta(days=HOLDOUT_DAYS)
    days = orders.purchase_days(orders.from_lines(given.cdnow_lines()), as_of=until).to_pandas()
    later = days[pd.to_datetime(days["ordered_on"]).dt.date > CDNOW_DAY]
    return later.groupby("customer_id").size().reindex(cdnow().index, fill_value=0).astype(float)


def histories(rows: list[tuple[float, float, float]], *, spend: list[float] | None = None) -> pd.DataFrame:
    """(repeat orders, active days, age days) each."""
    frame = pd.DataFrame(rows, columns=["repeat_orders", "active_days", "age_days"])
    return frame if spend is None else frame.assign(mean_order_value=spend)


def ages(customers: int, *, random: np.random.Generator) -> np.ndarray:
    return random.integers(100, 600, customers).astype(float)


def numeric_gradient(value: "object", at: np.ndarray, *, step: float = 1e-5) -> np.ndarray:
    """Central differences of a function of a vector."""
    assert callable(value)
    around = [(value(at + step * axis) - value(at - step * axis)) / (2 * step) for axis in np.eye(len(at))]
    return np.array(around)


@st.composite
def any_customer(draw: st.DrawFn) -> pd.DataFrame:
    """One, with any history there can be."""
    repeats = draw(st.integers(0, 3000))
    active = draw(st.integers(1, 4000)) if repeats else 0
    return histories([(repeats, active, active + draw(st.integers(0, 4000)))])
