"""How right a forecast was, beside the simple rule: totals, ranking, by decile and by cohort."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.fitting import Floats

DECILES = 10
# A correction learnt from one stretch of time is never let further than this, either way.
LARGEST_CORRECTION = 2.0


@dataclass(frozen=True)
class Group:
    """Customers forecast alike, or who came at the same time: mean per customer of what was said and what happened."""

    name: str  # 1 (the lowest tenth) … 10; the quarter of the first order, such as 2026-1
    customers: int
    predicted: float
    actual: float


@dataclass(frozen=True)
class Verdict:
    """One forecast against what happened. Sums are over all customers, in the unit of the forecast."""

    customers: int
    predicted: float
    actual: float
    correlation: float  # of customers; 0 where one of the two does not vary
    mean_error: float  # mean of |predicted − actual| per customer
    simple_predicted: float | None  # of the simple rule, where it was asked
    simple_correlation: float | None
    simple_mean_error: float | None
    deciles: tuple[Group, ...]
    cohorts: tuple[Group, ...]

    @property
    def correction(self) -> float:
        """What to multiply the next forecast by so that this one's sum would have been right; 1 where nothing was
        forecast or nothing happened."""
        if not self.predicted > 0 or not self.actual > 0:
            return 1.0
        return float(np.clip(self.actual / self.predicted, 1 / LARGEST_CORRECTION, LARGEST_CORRECTION))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def judge(
    predicted: "pd.Series[float]",
    actual: "pd.Series[float]",
    *,
    first_on: "pd.Series[Any]",
    simple: "pd.Series[float] | None" = None,
) -> Verdict:
    """Compare, customer by customer.

    Args:
        predicted, actual, simple: the forecast, what happened, and the simple rule's forecast where there was one, on
            the same index.
        first_on: day of the first order, for cohorts by quarter.
    """
    said, came = np.asarray(predicted, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    rule = None if simple is None else np.asarray(simple, dtype=np.float64)
    days = pd.DatetimeIndex(first_on)
    years, numbers = (part.astype(str).to_numpy(str) for part in (days.year, days.quarter))
    quarters = np.char.add(np.char.add(years, "-"), numbers)
    return Verdict(
        customers=len(said),
        predicted=float(said.sum()),
        actual=float(came.sum()),
        correlation=_correlation(said, came),
        mean_error=_mean_error(said, came),
        simple_predicted=None if rule is None else float(rule.sum()),
        simple_correlation=None if rule is None else _correlation(rule, came),
        simple_mean_error=None if rule is None else _mean_error(rule, came),
        deciles=tuple(_deciles(said, came)),
        cohorts=tuple(_cohorts(said, came, quarters)),
    )


def _mean_error(said: Floats, came: Floats) -> float:
    return float(np.abs(said - came).mean()) if len(said) else 0.0


def _deciles(said: Floats, came: Floats) -> Iterable[Group]:
    order = np.argsort(said, kind="stable")
    for number, part in enumerate(np.array_split(order, DECILES), start=1):
        if len(part):
            yield Group(str(number), len(part), float(said[part].mean()), float(came[part].mean()))


def _cohorts(said: Floats, came: Floats, quarters: "np.ndarray[Any, np.dtype[np.str_]]") -> Iterable[Group]:
    names, codes = np.unique(quarters, return_inverse=True)
    counts = np.bincount(codes)
    sums = np.bincount(codes, weights=said), np.bincount(codes, weights=came)
    for name, count, expected, happened in zip(names, counts, *sums, strict=True):
        yield Group(str(name), int(count), float(expected / count), float(happened / count))


def _correlation(left: Floats, right: Floats) -> float:
    if len(left) < 2 or left.std() == 0 or right.std() == 0:
        return 0.0
    return float(np.corrcoef(left, right)[0, 1])
