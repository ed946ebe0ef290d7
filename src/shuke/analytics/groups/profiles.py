"""What sets each group apart, and why a customer stands in it: codes with facts, for the edge to word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.groups.clusters import Clusters
from shuke.analytics.groups.kmeans import Floats

CLEARLY = 0.4  # spreads away from the middle of everybody: less is not named as a difference
NAMED = 4  # at most, of a group
REASONS = 3  # of a customer
LIGHTEST = 0.1  # of all that speaks for the group: less is not told

Reason = dict[str, Any]  # {"code": …, "facts": {…}}


@dataclass(frozen=True)
class Difference:
    """One column of one group beside everybody, in the column's own unit (shares 0–1, days, counts, money).

    usual_here, usual_all: median, of shares the mean. spreads: the difference in spreads of all customers, signed.
    """

    feature: str
    usual_here: float
    usual_all: float
    spreads: float

    @property
    def code(self) -> str:
        return "feature_high" if self.spreads > 0 else "feature_low"

    @property
    def is_clear(self) -> bool:
        return abs(self.spreads) >= CLEARLY

    def as_reason(self) -> Reason:
        facts = {"feature": self.feature, "here": self.usual_here, "all": self.usual_all, "spreads": self.spreads}
        return {"code": self.code, "facts": facts}


def differences(groups: Clusters, frame: pd.DataFrame) -> list[list[Difference]]:
    """For each group, in their order, every column compared, the furthest from everybody first.

    Args:
        frame: the customers to describe, with the columns the groups were found by.
    """
    place = groups.assign(frame)["group"].to_numpy()
    spreads = groups.scaling_.spreads(frame)
    names = groups.scaling_.names
    usual_all = [_usual(frame[name]) for name in names]
    mean_all = spreads.mean(axis=0)
    found = []
    for group in range(len(groups.centres_)):
        members = place == group
        away = spreads[members].mean(axis=0) - mean_all if members.any() else np.zeros(len(names))
        here = [_usual(frame.loc[members, name]) for name in names]
        rows = [Difference(*row) for row in zip(names, here, usual_all, away.tolist(), strict=True)]
        found.append(sorted(rows, key=lambda row: -abs(row.spreads)))
    return found


def named(rows: Sequence[Difference], *, at_most: int = NAMED) -> list[Difference]:
    """The differences worth saying; at least the largest, so that no group goes without a word."""
    clear = [row for row in rows if row.is_clear][:at_most]
    return clear or list(rows[:1])


def reasons(groups: Clusters, frame: pd.DataFrame) -> list[list[Reason]]:
    """Why each customer stands in the group: the columns that speak most for it against the next nearest group.

    Returns:
        In the order of `frame`, lists of `{"code": "like_group", "facts": {"feature", "own", "all"}}`, the weightiest
        first; empty where there is one group only. own: the customer's value, all: the usual one of everybody the
        groups were found among.
    """
    names = groups.scaling_.names
    if len(groups.centres_) < 2 or not names:
        return [[] for _ in range(len(frame))]
    speaks = _speaks(groups.scaling_.matrix(frame), groups.centres_)
    values = frame[names].to_numpy(np.float64)
    # What weighs next to nothing, and what is not known of the customer, is no reason.
    least = LIGHTEST * np.maximum(speaks, 0.0).sum(axis=1, keepdims=True)
    counts = (speaks > least) & ~np.isnan(values)
    best = np.argsort(-speaks, axis=1, kind="stable")[:, :REASONS]
    usual = [groups.scaling_.natural(name, 0.0) for name in names]
    return [
        [_reason(names[at], own[at], usual[at]) for at in places if counted[at]]
        for places, counted, own in zip(best.tolist(), counts.tolist(), values.tolist(), strict=True)
    ]


def _reason(feature: str, own: float, usual: float) -> Reason:
    return {"code": "like_group", "facts": {"feature": feature, "own": own, "all": usual}}


def _speaks(matrix: Floats, centres: Floats) -> Floats:
    """How much nearer each column brings a row to its own middle than to the next nearest, squared."""
    order = np.argsort((centres**2).sum(axis=1) / 2 - matrix @ centres.T, axis=1, kind="stable")
    own, other = centres[order[:, 0]], centres[order[:, 1]]
    return np.asarray((matrix - other) ** 2 - (matrix - own) ** 2)


def _usual(values: "pd.Series[float]") -> float:
    known = values.dropna()
    if known.empty:
        return 0.0
    return float(known.mean() if str(values.name).endswith("_share") or ":" in str(values.name) else known.median())
