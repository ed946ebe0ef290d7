"""What BG/NBD and Pareto/NBD share: the fit on counted histories, forecasts, simulation."""

from abc import abstractmethod
from datetime import date
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from shuke.analytics.lifetime.estimator import BadParameters, Estimator
from shuke.analytics.lifetime.fitting import ConvergenceError, Floats, Objective, climb, maximise
from shuke.analytics.lifetime.history import Counts, Flags, checked, count_distinct
from shuke.lib.errors import ShukeError

# Above so many distinct histories the search starts where one on a sample of them ended.
SAMPLE_SIZE = 10_000


class NoRepeatBuyers(ShukeError):
    """Nobody bought on a second day: there is no rhythm to learn from."""


class BadHorizon(ShukeError):
    """A forecast was asked for no future at all."""


class BuyingModel(Estimator):
    """A model of how often customers buy again and when they stop."""

    def __init__(self, *, time_unit_days: float = 1.0) -> None:
        self.time_unit_days = time_unit_days

    def settings(self) -> dict[str, float]:
        return {"time_unit_days": self.time_unit_days}

    def fit(self, history: pd.DataFrame, *, as_of: date | None = None) -> Self:
        """Maximum likelihood over distinct (repeat_orders, active_days, age_days), each counted once.

        Args:
            history: `repeat_orders, active_days, age_days`, optional `customers`; see the package.
            as_of: the day the history ended, kept with the parameters.

        Returns:
            The estimator, with its parameters, `log_likelihood_`, `standard_errors_` and `intervals()`.

        Raises:
            BadHistory: rows that cannot be.
            NoRepeatBuyers: nobody bought again.
            ConvergenceError: the data do not settle the parameters.
            BadParameters: `time_unit_days` is not above 0.
        """
        if not 0 < self.time_unit_days < np.inf:
            raise BadParameters(f"time_unit_days is {self.time_unit_days}; give days above 0, such as 1 or 7.")
        counts = count_distinct(history, time_unit_days=self.time_unit_days)
        self._refuse_thin(counts)
        starts = self._starts(counts)
        if len(counts.repeats) > 2 * SAMPLE_SIZE:
            near = climb(self._objective(counts.sample(SAMPLE_SIZE)), np.log(starts[0]))
            starts = [tuple(np.exp(near.log_parameters).tolist()), *starts]
        found = maximise(self._objective(counts), starts=starts, names=self.names)
        self._keep_maximum(found, customers=counts.total, as_of=as_of)
        return self

    def probability_alive(self, history: pd.DataFrame) -> "pd.Series[float]":
        """Probability that each customer has not stopped, 0 to 1, indexed as `history`.

        Raises:
            BadHistory, NotFitted.
        """
        self.parameters_of_fit()
        return pd.Series(self._alive(*self._in_units(history)), index=history.index, name="probability_alive")

    def expected_orders(self, history: pd.DataFrame, *, horizon_days: float) -> "pd.Series[float]":
        """Purchase days each customer is expected to have in the next `horizon_days`.

        Args:
            history: `repeat_orders, active_days, age_days`; a row of zeros stands for somebody who buys for the first
                time today.
            horizon_days: length of the future window, in days, > 0.

        Returns:
            Expected count, shape (n_customers,), indexed as `history`; >= 0.

        Raises:
            BadHistory, BadHorizon, NotFitted.
        """
        return self.score(history, horizon_days=horizon_days)["expected_orders"]

    def score(self, history: pd.DataFrame, *, horizon_days: float) -> pd.DataFrame:
        """`probability_alive` and `expected_orders` together, indexed as `history`: sooner than one after the other.

        Raises:
            BadHistory, BadHorizon, NotFitted.
        """
        self.parameters_of_fit()
        if not 0 < horizon_days < np.inf:
            raise BadHorizon(f"The horizon is {horizon_days} days; give a number above 0.")
        repeats, active, age = self._in_units(history)
        alive = self._alive(repeats, active, age)
        expected = alive * self._expected_if_alive(repeats, age, horizon_days / self.time_unit_days)
        return pd.DataFrame({"probability_alive": alive, "expected_orders": expected}, index=history.index)

    def simulate(self, age_days: ArrayLike, *, random: np.random.Generator, horizon_days: float = 0.0) -> pd.DataFrame:
        """Made-up customers who follow the model exactly.

        Args:
            age_days: days since each one's first purchase, shape (n_customers,), > 0.
            random: where chance comes from; the same state gives the same customers.
            horizon_days: how far to look beyond today.

        Returns:
            `repeat_orders, active_days, age_days`, `is_alive` (today) and `future_orders` (within the horizon).

        Raises:
            NotFitted.
        """
        self.parameters_of_fit()
        age = np.asarray(age_days, dtype=np.float64) / self.time_unit_days
        repeats, active, is_alive, future = self._draw(age, horizon_days / self.time_unit_days, random)
        columns = {
            "repeat_orders": repeats,
            "active_days": active * self.time_unit_days,
            "age_days": age * self.time_unit_days,
            "is_alive": is_alive,
            "future_orders": future,
        }
        return pd.DataFrame(columns)

    @abstractmethod
    def _objective(self, counts: Counts) -> Objective: ...

    @abstractmethod
    def _starts(self, counts: Counts) -> list[tuple[float, ...]]: ...

    @abstractmethod
    def _alive(self, repeats: Floats, active: Floats, age: Floats) -> Floats: ...

    @abstractmethod
    def _expected_if_alive(self, repeats: Floats, age: Floats, horizon: float) -> Floats: ...

    @abstractmethod
    def _draw(
        self, age: Floats, horizon: float, random: np.random.Generator
    ) -> tuple[Floats, Floats, Flags, Floats]: ...

    def _in_units(self, history: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
        repeats, active, age = checked(history)
        return repeats, active / self.time_unit_days, age / self.time_unit_days

    def _refuse_thin(self, counts: Counts) -> None:
        if not counts.repeats.any():
            raise NoRepeatBuyers(
                f"None of the {counts.total:,.0f} customers bought on a second day: there is no rhythm to learn from. "
                "Wait for repeat purchases or use the simple rule."
            )
        if len(counts.repeats) <= len(self.names):
            raise ConvergenceError(
                f"{counts.total:,.0f} customers share {len(counts.repeats)} distinct histories, too few to settle "
                f"{len(self.names)} parameters. Use more customers or the simple rule."
            )


def rate_of(counts: Counts) -> float:
    """Repeat purchases per customer and unit of time, over everybody's whole age: where a search may begin."""
    return float(counts.customers @ counts.repeats) / float(counts.customers @ counts.age)
