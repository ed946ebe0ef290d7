"""Gamma-Gamma: what a purchase is worth varies around a mean of each customer's own.

Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value" (brucehardie.com/notes/025).
"""

from datetime import date
from typing import ClassVar, Self

import numpy as np
import pandas as pd
from scipy.special import digamma, gammaln

from shuke.analytics.lifetime.estimator import Estimator
from shuke.analytics.lifetime.fitting import ConvergenceError, Floats, Slope, climb, maximise
from shuke.analytics.lifetime.history import BadHistory, checked_customers, numbers, raw_numbers, refuse, sum_by
from shuke.analytics.lifetime.likelihood import by_logarithms, trigamma

SAMPLE_SIZE = 10_000


class GammaGamma(Estimator):
    """A purchase day's value ~ Gamma(p, v), where a customer's v ~ Gamma(q, gamma). Independent of how often they buy.

    Attributes:
        notes_: `left_out`, customers with repeats whose mean was 0 or below (returns), who are not fitted;
            `correlation` between repeat orders and mean value of the fitted: far from 0 the model's assumption fails.
    """

    model = "gamma_gamma"
    names: ClassVar[tuple[str, ...]] = ("p", "q", "gamma")

    p_: float
    q_: float
    gamma_: float

    def fit(self, history: pd.DataFrame, *, as_of: date | None = None) -> Self:
        """Maximum likelihood over customers with a repeat purchase and a mean value above 0.

        Args:
            history: `repeat_orders, mean_order_value` (any unit; null without repeats), optional `customers`.
            as_of: the day the history ended, kept with the parameters.

        Raises:
            BadHistory: a column is missing; a customer with repeats has no mean; nobody has repeats and a mean above 0.
            ConvergenceError: the data do not settle the parameters, or settle a q up to 1, whose mean is infinite.
        """
        repeats, means = _checked(history)
        weights = checked_customers(history)
        customers = np.ones(len(repeats)) if weights is None else weights
        fitted = (repeats > 0) & (means > 0)
        self._refuse_thin(means[fitted])
        rows = repeats[fitted], means[fitted], customers[fitted]
        starts = _starts(*rows[1:])
        if len(rows[0]) > 2 * SAMPLE_SIZE:
            every = slice(None, None, len(rows[0]) // SAMPLE_SIZE)
            near = climb(Likelihood(*(column[every] for column in rows)).slope, np.log(starts[0]))
            starts = [tuple(np.exp(near.log_parameters).tolist()), *starts]
        found = maximise(Likelihood(*rows).slope, starts=starts, names=self.names)
        self._refuse_infinite_mean(np.exp(found.log_parameters))
        self._keep_maximum(found, customers=rows[2].sum(), as_of=as_of)
        self.notes_ = {
            "left_out": float(customers[(repeats > 0) & ~fitted].sum()),
            "correlation": _correlation(*rows),
        }
        return self

    def expected_order_value(self, history: pd.DataFrame) -> "pd.Series[float]":
        """The value of each customer's purchase days to come: her own mean, drawn towards everybody's when it is young.

        Args:
            history: `repeat_orders, mean_order_value`. Without repeats, or with a mean of 0 or below, it is the mean
                over all customers.

        Returns:
            Expected value of one purchase day, > 0, in the unit of `mean_order_value`, indexed as `history`.

        Raises:
            BadHistory, NotFitted.

        Source: equation 5 of the note.
        """
        self.parameters_of_fit()
        repeats, means = _checked(history)
        known = (repeats > 0) & (means > 0)
        x = np.where(known, repeats, 0.0)
        spent = x * np.where(known, means, 0.0)
        expected = self.p_ * (self.gamma_ + spent) / (self.p_ * x + self.q_ - 1.0)
        return pd.Series(expected, index=history.index, name="expected_order_value")

    def simulate(
        self, repeat_orders: "pd.Series[float] | Floats", *, random: np.random.Generator
    ) -> "pd.Series[float]":
        """Made-up `mean_order_value` of customers with so many repeats; null where there are none.

        Raises:
            NotFitted.
        """
        self.parameters_of_fit()
        repeats = np.asarray(repeat_orders, dtype=np.float64)
        scale = 1.0 / random.gamma(self.q_, 1.0 / self.gamma_, len(repeats))
        shape = self.p_ * np.maximum(repeats, 1.0)
        means = random.gamma(shape, scale / np.maximum(repeats, 1.0))
        index = repeat_orders.index if isinstance(repeat_orders, pd.Series) else None
        return pd.Series(np.where(repeats > 0, means, np.nan), index=index, name="mean_order_value")

    def _refuse_thin(self, means: Floats) -> None:
        if not len(means):
            raise BadHistory("No customer has a repeat purchase with a value above 0: there is no spend to learn from.")
        if np.ptp(means) <= 1e-9 * means.max() or len(means) <= len(self.names):
            raise ConvergenceError(
                f"{len(means):,} customers with repeats are too few or all spend the same: their mean is the forecast; "
                "there is nothing to fit."
            )

    def _refuse_infinite_mean(self, parameters: Floats) -> None:
        if parameters[1] <= 1.0:
            raise ConvergenceError(
                f"Spend varies so much between customers (q = {parameters[1]:.2f}, at most 1) that its mean is "
                "infinite. Look for single huge orders, leave them out or set them apart, and fit again."
            )


class Likelihood:
    """The log-likelihood of mean values (equation 1a of the note) and its derivatives by p, q, gamma."""

    def __init__(self, repeats: Floats, means: Floats, customers: Floats) -> None:
        self.x, self.spent, self.customers = repeats, repeats * means, customers
        self.weighted = customers * repeats
        self.total, self.orders = float(customers.sum()), float(self.weighted.sum())
        self.values, inverse = np.unique(repeats, return_inverse=True)
        self.by_value = sum_by(inverse, customers)
        log_means, log_repeats = np.log(means), np.log(self.values)
        self.log_means = float(customers @ log_means)
        self.log_orders = float(self.weighted @ log_means + self.by_value @ (self.values * log_repeats))

    def slope(self, log_parameters: Floats) -> Slope:
        parameters = np.exp(log_parameters)
        value, gradient, hessian = self._shape(*parameters[:2])
        p, q, gamma = parameters
        heavy, light = np.log(gamma + self.spent), 1.0 / (gamma + self.spent)
        logs, orders_logs = float(self.customers @ heavy), float(self.weighted @ heavy)
        part, orders_part = float(self.customers @ light), float(self.weighted @ light)
        light *= light
        squares = float(q * (self.customers @ light) + p * (self.weighted @ light))
        value += self.total * q * np.log(gamma) - p * orders_logs - q * logs + p * self.log_orders - self.log_means
        gradient += [
            self.log_orders - orders_logs,
            self.total * np.log(gamma) - logs,
            self.total * q / gamma - p * orders_part - q * part,
        ]
        hessian[0, 2] = hessian[2, 0] = -orders_part
        hessian[1, 2] = hessian[2, 1] = self.total / gamma - part
        hessian[2, 2] = squares - self.total * q / gamma**2
        return by_logarithms(value, gradient, hessian, parameters)

    def _shape(self, p: float, q: float) -> tuple[float, Floats, Floats]:
        """Γ(px + q) / (Γ(px) Γ(q)), summed as logarithms over distinct x."""
        px, weights, x = p * self.values, self.by_value, self.values
        value = float(weights @ (gammaln(px + q) - gammaln(px) - gammaln(q)))
        both, both_bend = digamma(px + q), trigamma(px + q)
        gradient = np.array([(weights * x) @ (both - digamma(px)), weights @ (both - digamma(q)), 0.0])
        hessian = np.zeros((3, 3))
        hessian[0, 0] = (weights * x * x) @ (both_bend - trigamma(px))
        hessian[0, 1] = hessian[1, 0] = (weights * x) @ both_bend
        hessian[1, 1] = weights @ (both_bend - trigamma(q))
        return value, gradient, hessian


def _starts(means: Floats, customers: Floats) -> list[tuple[float, ...]]:
    mean = float(customers @ means) / float(customers.sum())
    return [(p, q, mean * (q - 1.0) / p) for p, q in ((4.0, 4.0), (1.0, 2.0), (20.0, 2.0), (2.0, 20.0), (50.0, 50.0))]


def _checked(history: pd.DataFrame) -> tuple[Floats, Floats]:
    repeats, means = numbers(history, "repeat_orders"), raw_numbers(history, "mean_order_value")
    refuse(history, repeats < 0, "repeat_orders is negative")
    refuse(history, (repeats > 0) & ~np.isfinite(means), "mean_order_value is missing or infinite despite repeats")
    return repeats, np.where(np.isfinite(means), means, 0.0)


def _correlation(repeats: Floats, means: Floats, customers: Floats) -> float:
    """0 where one of the two does not vary."""
    total = customers.sum()
    often, dear = repeats - customers @ repeats / total, means - customers @ means / total
    spread = float(np.sqrt((customers @ often**2) * (customers @ dear**2)))
    return float((customers * often) @ dear) / spread if spread > 0 else 0.0
