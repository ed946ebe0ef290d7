"""Momentum: a model's forecast shared out anew, partly by how much each customer has bought lately.

The models know how often and when last, not when in between: a pace that wanders looks to them like a steady one. The
sum of the forecast stays the model's. See `docs/models/value.md` for what it gained and what else was tried.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Self

import ibis
import numpy as np
import pandas as pd
from ibis.expr.types import Table

from shuke.analytics.lifetime.bg_nbd import BGNBD
from shuke.analytics.lifetime.buying import BuyingModel
from shuke.analytics.lifetime.estimator import NotFitted
from shuke.analytics.lifetime.history import BadHistory, from_orders
from shuke.analytics.worth.columns import days_until
from shuke.analytics.worth.orders import purchase_days

HALF_LIVES_DAYS = (20.0, 28.0, 40.0, 50.0, 63.0, 84.0, 126.0, 252.0)
SHARES = tuple(tenth / 10 for tenth in range(11))

# As of an earlier day: what was expected, recent purchases by half-life, and what was bought since.
Trial = tuple["pd.Series[float]", dict[float, "pd.Series[float]"], "pd.Series[float]"]


def recent_orders(orders: Table, *, as_of: date, half_life_days: float) -> Table:
    """`customer_id, recent_orders`: repeat purchase days up to `as_of`, each counted ½^(days ago ÷ half-life)."""
    days = purchase_days(orders, as_of=as_of)
    days = days.group_by("customer_id").mutate(first_on=days.ordered_on.min())
    faded = (days_until(as_of, days.ordered_on).cast("float64") * (-np.log(2.0) / half_life_days)).exp()
    return days.group_by("customer_id").aggregate(
        recent_orders=ibis.ifelse(days.ordered_on > days.first_on, faded, 0.0).sum()
    )


def mixed(expected: "pd.Series[float]", recent: "pd.Series[float]", *, share: float) -> "pd.Series[float]":
    """The sum of `expected` shared out by (1 - share) · expected + share · recent, each as a part of its own sum."""
    if not recent.sum() > 0:
        return expected
    return (1.0 - share) * expected + share * expected.sum() * recent / recent.sum()


class Momentum:
    """A model of repeat buying whose forecast follows recent purchases as far as that helped at earlier days.

    Args:
        model: unfitted, of repeat buying; None takes BG/NBD.

    Attributes:
        model_: fitted at `as_of`.
        half_life_days_, share_: chosen by the mean correlation of forecasts as of the earlier days, with each model
            fitted there, with what was bought until `as_of`; a share of 0 is the plain model.
        correlation_, plain_correlation_: that mean with the chosen share, and without.
    """

    model_: BuyingModel
    half_life_days_: float
    share_: float
    correlation_: float
    plain_correlation_: float

    def __init__(self, model: BuyingModel | None = None) -> None:
        self.model = model or BGNBD()

    def fit(self, orders: Table, *, as_of: date, earlier: Sequence[date]) -> Self:
        """Choose half-life and share, then fit the model at `as_of`. Nothing later than `as_of` is read.

        Args:
            orders: see `history.from_orders`.
            earlier: days before `as_of` to forecast from, such as one, two and three quarters of a horizon before.

        Raises:
            BadHistory: no earlier day, or one that is not before `as_of`.
            NoRepeatBuyers, ConvergenceError: from the model, on any of the days.
        """
        if not earlier or max(earlier) >= as_of:
            raise BadHistory(f"Momentum is learnt from days before {as_of}; give at least one, and none from then on.")
        trials = [self._trial(orders, day=day, until=as_of) for day in earlier]
        settings = list(product(HALF_LIVES_DAYS, SHARES))
        means = [_mean_correlation(trials, half_life_days=half_life, share=share) for half_life, share in settings]
        best = int(np.argmax(means))
        self.half_life_days_, self.share_ = settings[best]
        self.correlation_ = means[best]
        self.plain_correlation_ = _mean_correlation(trials, half_life_days=self.half_life_days_, share=0.0)
        self._history = _by_customer(from_orders(orders, as_of=as_of))
        self._recent = _recent(orders, self._history, as_of=as_of, half_life_days=self.half_life_days_)
        self.model_ = self._fresh().fit(self._history, as_of=as_of)
        return self

    def expected_orders(self, *, horizon_days: float) -> "pd.Series[float]":
        """Purchase days each customer is expected to have in the `horizon_days` after `as_of`, by customer id.

        Raises:
            BadHorizon; NotFitted: before `fit`.
        """
        if not hasattr(self, "model_"):
            raise NotFitted("Momentum has learnt nothing yet: call fit(orders, as_of=…, earlier=…) first.")
        return mixed(
            self.model_.expected_orders(self._history, horizon_days=horizon_days), self._recent, share=self.share_
        )

    def _trial(self, orders: Table, *, day: date, until: date) -> Trial:
        history = _by_customer(from_orders(orders, as_of=day))
        expected = self._fresh().fit(history).expected_orders(history, horizon_days=(until - day).days)
        recent = {
            half_life: _recent(orders, history, as_of=day, half_life_days=half_life) for half_life in HALF_LIVES_DAYS
        }
        since = purchase_days(orders, as_of=until)
        since = since.filter(since.ordered_on > ibis.literal(day, type="date"))
        bought = since.group_by("customer_id").aggregate(orders=since.count()).to_pandas().set_index("customer_id")
        return expected, recent, bought["orders"].reindex(history.index, fill_value=0).astype(float)

    def _fresh(self) -> BuyingModel:
        return type(self.model)(time_unit_days=self.model.time_unit_days)


def _by_customer(table: Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.order_by("customer_id").to_pandas()
    return frame.set_index("customer_id")


def _recent(orders: Table, history: pd.DataFrame, *, as_of: date, half_life_days: float) -> "pd.Series[float]":
    frame: pd.DataFrame = recent_orders(orders, as_of=as_of, half_life_days=half_life_days).to_pandas()
    return frame.set_index("customer_id")["recent_orders"].reindex(history.index, fill_value=0.0)


def _mean_correlation(trials: Sequence[Trial], *, half_life_days: float, share: float) -> float:
    forecasts = [(mixed(expected, recent[half_life_days], share=share), actual) for expected, recent, actual in trials]
    return float(np.mean([_correlation(expected, actual) for expected, actual in forecasts]))


def _correlation(expected: "pd.Series[float]", actual: "pd.Series[float]") -> float:
    """0 where nobody, or everybody alike, bought: such a day tells nothing."""
    if expected.std() == 0 or actual.std() == 0:
        return 0.0
    return float(np.corrcoef(expected, actual)[0, 1])
