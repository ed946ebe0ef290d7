"""Two ways to learn on whom contact works: by one variable in five groups, and by two models."""

from typing import Final, Protocol, Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit, logit

from shuke.analytics.response.frames import BadTable, Flags, Floats, Ints, flags, numbers
from shuke.analytics.response.uplift import ranking

GROUPS = 5
STEPS = 201  # places are told apart by half per cent
LOWER: Final = "inverted_cdf"  # quantiles are values that occur, so that a change of unit changes no group
# A group's rates count as if so many more customers of average rates were in it: fifths of 500 customers are small.
PRIOR_CUSTOMERS = 20.0
# Penalty on half the squared coefficients of features with variance 1: a normal prior of standard deviation 1.
RIDGE = 1.0


class Learner(Protocol):
    """Learns from `is_treated, responded` and features; scores features with the response that contact should add."""

    def fit(self, customers: pd.DataFrame, *, features: list[str]) -> Self: ...

    def uplift(self, customers: pd.DataFrame) -> "pd.Series[float]": ...


class OneVariable:
    """The uplift measured in fifths of that one feature that ranks the training customers best.

    Attributes:
        variable_: the feature chosen.
        cuts_: values at which the groups end (a value at a cut belongs below it); fewer than 4 where values repeat.
        uplift_: of each group, lowest values first, drawn towards the uplift of all.

    Raises:
        BadTable: a column is missing, no number, or has gaps.
    """

    variable_: str
    cuts_: Floats
    uplift_: Floats

    def fit(self, customers: pd.DataFrame, *, features: list[str]) -> Self:
        best = -np.inf
        for name in features:
            cuts, uplift = _by_groups(customers, name)
            found = ranking.qini(customers, _look_up(customers, name, cuts, uplift)).value
            if found > best:
                best, self.variable_, self.cuts_, self.uplift_ = found, name, cuts, uplift
        return self

    def uplift(self, customers: pd.DataFrame) -> "pd.Series[float]":
        return _look_up(customers, self.variable_, self.cuts_, self.uplift_)


class TwoModels:
    """Probability of a response if contacted less that if not, by a logistic regression on each group.

    Features enter as their place among the training customers, so that neither unit nor outlier matters.

    Attributes:
        quantiles_: of each feature, from which places are read.
        coefficients_: `treated, control` by feature, and `intercept`, per standard deviation of the place.

    Raises:
        BadTable: a column is missing, no number, or has gaps.

    Source: Hansotia & Rukstales (2002), "Incremental value modeling"; ridge penalty on the coefficients.
    """

    quantiles_: dict[str, Floats]
    coefficients_: pd.DataFrame

    def fit(self, customers: pd.DataFrame, *, features: list[str]) -> Self:
        steps = np.linspace(0, 1, STEPS)
        self.quantiles_ = {name: np.quantile(numbers(customers, name), steps, method=LOWER) for name in features}
        design = self._places(customers)
        is_treated, responded = flags(customers, "is_treated"), flags(customers, "responded")
        groups = {"treated": is_treated, "control": ~is_treated}
        columns = {name: _logistic(design[group], responded[group]) for name, group in groups.items()}
        self.coefficients_ = pd.DataFrame(columns, index=["intercept", *features])
        return self

    def uplift(self, customers: pd.DataFrame) -> "pd.Series[float]":
        probabilities = expit(self._places(customers) @ self.coefficients_.to_numpy())
        return pd.Series(probabilities[:, 0] - probabilities[:, 1], index=customers.index, name="uplift")

    def _places(self, customers: pd.DataFrame) -> Floats:
        columns = [np.ones(len(customers))]
        for name, known in self.quantiles_.items():
            values = numbers(customers, name)
            middle = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / 2
            columns.append((middle / len(known) - 0.5) * 12**0.5)
        return np.column_stack(columns)


def _by_groups(customers: pd.DataFrame, name: str) -> tuple[Floats, Floats]:
    values = numbers(customers, name)
    places = np.arange(1, GROUPS) / GROUPS
    cuts = np.unique(np.quantile(values, places, method=LOWER))
    cuts = cuts[cuts < values.max()]
    group = np.searchsorted(cuts, values, "left").astype(np.int64)
    is_treated, responded = flags(customers, "is_treated"), flags(customers, "responded")
    treated, control = (_group_rates(group[of], responded[of], len(cuts) + 1) for of in (is_treated, ~is_treated))
    return cuts, treated - control


def _group_rates(group: Ints, responded: Flags, groups: int) -> Floats:
    overall = responded.mean()
    size = np.bincount(group, minlength=groups)
    responses = np.bincount(group, weights=responded, minlength=groups)
    return np.asarray((responses + PRIOR_CUSTOMERS * overall) / (size + PRIOR_CUSTOMERS), dtype=np.float64)


def _look_up(customers: pd.DataFrame, name: str, cuts: Floats, uplift: Floats) -> "pd.Series[float]":
    group = np.searchsorted(cuts, numbers(customers, name), "left")
    return pd.Series(uplift[group], index=customers.index, name="uplift")


def _logistic(design: Floats, responded: Flags) -> Floats:
    """Coefficients, drawn towards those of an average customer: the intercept alone."""
    if not len(responded):
        raise BadTable("Two models need contacted customers and held-out ones.")
    start = np.zeros(design.shape[1])
    start[0] = logit((responded.sum() + 0.5) / (len(responded) + 1))

    def loss(coefficients: Floats) -> tuple[float, Floats]:
        linear, away = design @ coefficients, coefficients - start
        value = np.logaddexp(0, linear).sum() - linear[responded].sum() + RIDGE / 2 * away @ away
        return float(value), design.T @ (expit(linear) - responded) + RIDGE * away

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x, dtype=np.float64)
