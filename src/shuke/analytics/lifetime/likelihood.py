"""Pieces of the models: special functions that stay numbers, sums over distinct values, derivatives by logarithms."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, zeta

from shuke.analytics.lifetime.fitting import Floats, Slope

# From this argument on, ln Γ(s + x) − ln Γ(s) is summed as logarithms: the two would cancel digit by digit.
CANCELS_FROM = 1e5


@dataclass(frozen=True)
class Tally:
    """Distinct values of a column and how many customers have each."""

    values: Floats
    customers: Floats

    @classmethod
    def of(cls, column: Floats, customers: Floats) -> "Tally":
        """Of a column that is sorted."""
        starts = np.concatenate(([0], np.flatnonzero(column[1:] != column[:-1]) + 1))
        return cls(column[starts], np.add.reduceat(customers, starts))


def trigamma(argument: Floats | float) -> Floats:
    return np.asarray(zeta(2.0, argument))


def rising(start: float, tally: Tally) -> tuple[float, float, float]:
    """Σ ln Γ(start + x) − ln Γ(start) over customers, with its first and second derivative by `start`."""
    up, weights = start + tally.values, tally.customers
    if start > CANCELS_FROM:
        value = tally.values * np.log(start) + tally.values * (tally.values - 1) / (2 * start)
    else:
        value = gammaln(up) - gammaln(start)
    return (
        float(weights @ value),
        float(weights @ (digamma(up) - digamma(start))),
        float(weights @ (trigamma(up) - trigamma(start))),
    )


def saturation(rate: float, time: Floats) -> Floats:
    """(1 − e^(−rate · time)) ÷ rate, which is the time itself at rate 0; the rate may be negative."""
    return time if abs(rate) < 1e-12 else -np.expm1(-rate * time) / rate


def by_logarithms(value: float, gradient: Floats, hessian: Floats, parameters: Floats) -> Slope:
    """Derivatives by the parameters turned into derivatives by their logarithms."""
    scaled = parameters * gradient
    scaled_hessian = hessian * parameters * parameters[:, None]
    scaled_hessian.flat[:: len(parameters) + 1] += scaled
    return Slope(value, scaled, scaled_hessian)
