"""How good a forecast of leaving was: does it rank, and do its probabilities come true?"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.stats import rankdata

from shuke.analytics.churn.points import Flags, Floats
from shuke.lib.errors import ShukeError

GROUPS = 10


class OneOutcome(ShukeError):
    """Everybody left, or nobody: nothing can be ranked."""


@dataclass(frozen=True)
class Ranking:
    """The share of pairs of a leaver and a stayer in which the leaver was placed higher (AUC), with its interval."""

    auc: float
    lower: float
    upper: float


@dataclass(frozen=True)
class CalibrationGroup:
    """Customers of similar probability: what was said and what happened."""

    customers: int
    expected: float  # mean probability
    happened: float  # share that left


def ranking(scores: Floats, left: Flags, *, level: float = 0.95) -> Ranking:
    """AUC, ties counting half, with DeLong's interval.

    Raises:
        OneOutcome: all left, or none.

    Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44; computed by mid-ranks after Sun & Xu (2014).
    """
    leavers, stayers = int(left.sum()), int((~left).sum())
    if not leavers or not stayers:
        raise OneOutcome(
            f"Of {len(left):,} customers {leavers:,} left: a ranking needs both leavers and stayers. "
            "Choose another day or a longer window."
        )
    ranks = rankdata(scores)
    above = (ranks[left] - rankdata(scores[left])) / stayers  # share of stayers below each leaver
    below = 1.0 - (ranks[~left] - rankdata(scores[~left])) / leavers
    auc = float(above.mean())
    spread = sum(float(part.var(ddof=1)) / len(part) for part in (above, below) if len(part) > 1)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * spread**0.5
    return Ranking(auc=auc, lower=max(auc - reach, 0.0), upper=min(auc + reach, 1.0))


def calibration_groups(probability: Floats, left: Flags, *, groups: int = GROUPS) -> list[CalibrationGroup]:
    """Customers sorted by probability and cut into `groups` of equal size (fewer when there are fewer customers)."""
    order = np.argsort(probability, kind="stable")
    return [
        CalibrationGroup(
            customers=len(part), expected=float(probability[part].mean()), happened=float(left[part].mean())
        )
        for part in np.array_split(order, groups)
        if len(part)
    ]


def calibration_error(probability: Floats, left: Flags, *, groups: int = GROUPS) -> float:
    """Mean distance between probability and share that left over `calibration_groups`, by customers; 0 is perfect."""
    found = calibration_groups(probability, left, groups=groups)
    return sum(group.customers * abs(group.expected - group.happened) for group in found) / len(left)
