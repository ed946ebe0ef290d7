"""Maximum likelihood in the logarithms of positive parameters: damped Newton steps on exact second derivatives."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]

MAX_STEPS = 80
LONGEST_STEP = 2.0  # in the logarithm: a parameter changes at most 7-fold at once
# A Newton step gains about half its decrement: what is left then is far below the fourth decimal of a log-likelihood.
TOLERANCE = 1e-8
# exp(±14): beyond, a parameter stands for "no spread at all" and its value means nothing.
EDGE = 14.0
# A parameter with more than this part in the flattest direction is one that the data leave open.
LOOSE = 0.2


class ConvergenceError(ShukeError):
    """The likelihood has no inner maximum that the data would settle."""


@dataclass(frozen=True)
class Slope:
    """A log-likelihood, its gradient and its Hessian, by the logarithms of the parameters."""

    value: float
    gradient: Floats  # (k,)
    hessian: Floats  # (k, k)


@dataclass(frozen=True)
class Maximum:
    """Where the search ended."""

    log_parameters: Floats  # (k,)
    value: float
    covariance: Floats  # (k, k), of the logarithms: the inverse of minus the Hessian
    flattest: Floats  # (k,), the direction in which the value changes least
    converged: bool


Objective = Callable[[Floats], Slope]


def maximise(objective: Objective, *, starts: Iterable[Sequence[float]], names: Sequence[str]) -> Maximum:
    """The maximum found from the first start that converges; further starts are tried only when it does not.

    Args:
        objective: log-likelihood by the logarithms of the parameters.
        starts: parameters to begin with, all > 0.
        names: of the parameters, for the sentence.

    Raises:
        ConvergenceError: no start led to an inner maximum.
    """
    tried = []
    for start in starts:
        found = climb(objective, np.log(np.asarray(start, dtype=np.float64)))
        if found.converged:
            return found
        tried.append(found)
    best = max(tried, key=lambda end: end.value)
    raise ConvergenceError(_why(best, names))


def climb(objective: Objective, log_parameters: Floats) -> Maximum:
    """One search: Newton where the surface is concave, else steps along its eigenvectors; never downhill."""
    here, slope = log_parameters, objective(log_parameters)
    for _ in range(MAX_STEPS):
        step, decrement = _step(slope)
        if decrement < TOLERANCE * (1.0 + 1e-6 * abs(slope.value)):
            break
        moved = _uphill(objective, here, slope, step)
        if moved is None or np.abs(moved[0]).max() > EDGE:
            here, slope = moved or (here, slope)
            break
        here, slope = moved
    return _ending(here, slope)


def _step(slope: Slope) -> tuple[Floats, float]:
    """The step and what it promises to gain twice over; directions of wrong curvature are turned uphill."""
    curvature, directions = np.linalg.eigh(-slope.hessian)
    least = 1e-10 * max(float(np.abs(curvature).max()), 1e-300)
    step = directions @ (directions.T @ slope.gradient / np.maximum(np.abs(curvature), least))
    decrement = float(slope.gradient @ step)
    longest = float(np.abs(step).max())
    return (step * (LONGEST_STEP / longest) if longest > LONGEST_STEP else step), decrement


def _uphill(objective: Objective, here: Floats, slope: Slope, step: Floats) -> tuple[Floats, Slope] | None:
    for halvings in range(30):
        there = here + step * 0.5**halvings
        ahead = objective(there)
        if np.isfinite(ahead.value) and ahead.value > slope.value:
            return there, ahead
    return None


def _ending(here: Floats, slope: Slope) -> Maximum:
    curvature, directions = np.linalg.eigh(-slope.hessian)
    inner = bool(np.abs(here).max() < EDGE and curvature[0] > 1e-7 * curvature[-1] > 0)
    settled = inner and np.isfinite(slope.value) and ((directions.T @ slope.gradient) ** 2 / curvature).sum() < 1e-4
    covariance = (directions / curvature) @ directions.T if inner else np.full_like(slope.hessian, np.inf)
    return Maximum(here, slope.value, covariance, flattest=directions[:, 0], converged=bool(settled))


def _why(end: Maximum, names: Sequence[str]) -> str:
    loose = [name for name, part in zip(names, end.flattest, strict=True) if abs(part) > LOOSE]
    found = ", ".join(
        f"{name} = {value:.4g}" for name, value in zip(names, np.exp(np.clip(end.log_parameters, -99, 99)), strict=True)
    )
    return (
        f"The data do not settle {', '.join(loose)}: the likelihood keeps rising or stays flat up to {found}. "
        "The customers are too few or, in this, too alike; use more of them, a longer history, another model or the "
        "simple rule."
    )
