"""How well a score finds the customers on whom contact works: the Qini curve and its coefficient."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from shuke.analytics.response.frames import BadTable, Floats, check_level, flags, numbers


@dataclass(frozen=True)
class Qini:
    """Area between the curve and the straight line of contacting at random, in outcomes per customer."""

    value: float
    standard_error: float
    lower: float
    upper: float


def curve(customers: pd.DataFrame, score: "pd.Series[float]", *, outcome: str = "responded") -> pd.DataFrame:
    """What contacting the best-scored first would have added.

    Args:
        customers: `is_treated` and the outcome; see the package.
        score: higher first, on the same index.
        outcome: the column that counts, such as `responded` or `margin`.

    Returns:
        One row per distinct score from the best, after a first row of zeros: `share` of customers reached, `gain` in
        outcomes per customer of the whole table, `random_gain` of as many drawn at random. Equal scores are reached
        together, so that the order of rows tells nothing.

    Raises:
        BadTable: a column is missing or broken; a group is empty; customers without a score.

    Source: Radcliffe (2007), "Using control groups to target on predicted lift"; both groups weighted to the whole
    table, as Guelman's R package uplift does, so that no point of the curve divides by an empty group.
    """
    gains = _gains(customers, outcome)
    places = place(customers, score)
    order = np.argsort(places, kind="stable")
    ends = np.flatnonzero(np.diff(places[order], append=2.0))
    share = np.concatenate(([0.0], (ends + 1) / len(places)))
    gain = np.concatenate(([0.0], gains[order].cumsum()[ends]))
    return pd.DataFrame({"share": share, "gain": gain, "random_gain": share * gain[-1]})


def qini(
    customers: pd.DataFrame, score: "pd.Series[float]", *, outcome: str = "responded", level: float = 0.95
) -> Qini:
    """The Qini coefficient of a score, with its interval.

    Args:
        customers, score, outcome: as for `curve`.
        level: of the interval, a share.

    Returns:
        0 for a score that ranks no better than chance, negative for one that ranks worse. Not divided by that of a
        perfect ranking, which nobody knows.

    Raises:
        BadTable: as for `curve`; no such level.
    """
    return of_places(customers, place(customers, score), outcome=outcome, level=level)


def of_places(customers: pd.DataFrame, places: Floats, *, outcome: str = "responded", level: float = 0.95) -> Qini:
    """The same for customers whose places, 0 first to 1 last, are known; of the difference of two rankings, too.

    The area is Σ gain · (½ − place): a mean in each group, whose standard error is that of a mean.
    """
    check_level(level)
    gains = _gains(customers, outcome)
    is_treated = flags(customers, "is_treated")
    weighed = gains * (0.5 - places)
    error = sum(_variance_of_sum(weighed[group]) for group in (is_treated, ~is_treated)) ** 0.5
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error
    value = float(weighed.sum())
    return Qini(value, error, value - reach, value + reach)


def place(customers: pd.DataFrame, score: "pd.Series[float]") -> Floats:
    """Where each customer stands in the ranking, from 0 first to 1 last; equal scores share their middle place."""
    values = score.reindex(customers.index).to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(values).all():
        raise BadTable(f"{int((~np.isfinite(values)).sum())} customers have no score; score all of them.")
    return np.asarray((rankdata(-values) - 0.5) / len(values), dtype=np.float64)


def _gains(customers: pd.DataFrame, outcome: str) -> Floats:
    """What each customer adds to the difference of the two groups' means: they sum up to it."""
    is_treated = flags(customers, "is_treated")
    values = numbers(customers, outcome)
    if not 0 < is_treated.sum() < len(is_treated):
        raise BadTable("A ranking cannot be judged: the table needs contacted customers and held-out ones.")
    treated = int(is_treated.sum())
    return np.where(is_treated, values / treated, -values / (len(values) - treated))


def _variance_of_sum(values: Floats) -> float:
    return float(len(values) * values.var(ddof=1)) if len(values) > 1 else 0.0
