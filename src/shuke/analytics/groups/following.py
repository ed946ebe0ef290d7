"""Which group of today is which of before, so that a name given by a person stays with the people it was given to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from shuke.analytics.groups.choosing import overlaps, shared
from shuke.analytics.groups.clusters import Clusters

SAME_FROM = 0.3  # of the customers in either group: with less in both it is another group
MIN_COMMON = 2  # customers known both times; with fewer only the middles can be compared
NEAR = 1.0  # weighted spreads between two middles


@dataclass(frozen=True)
class Followed:
    """The group of before that a group is; `overlap` is customers in both ÷ in either, None when only the middles were
    compared."""

    before: int
    overlap: float | None


def follow_members(before: "pd.Series[int]", after: "pd.Series[int]") -> dict[int, Followed]:
    """{group of after: what it was}; a new group is left out. Each group of before is followed by one at most.

    Groups are paired so that as many customers as possible stay in theirs; a pair counts from an overlap of .3 on.

    Args:
        before, after: group of each customer by customer id; those known once only are not looked at.

    Source: Kuhn (1955), "The Hungarian method"; overlap by Jaccard (1901).
    """
    both = before.index.intersection(after.index)
    if len(both) < MIN_COMMON:
        return {}
    then, now = (np.asarray(places.loc[both], dtype=np.int64) for places in (before, after))
    overlap = shared(overlaps(now, then))
    rows, columns = linear_sum_assignment(-overlap)
    return {
        int(row): Followed(int(column), float(overlap[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if overlap[row, column] >= SAME_FROM
    }


def follow_middles(before: Clusters, after: Clusters) -> dict[int, Followed]:
    """The same by the distance of the groups' middles, where no customer is known both times: {} when the two were not
    found by the same columns."""
    if before.scaling_.names != after.scaling_.names:
        return {}
    now = np.array(
        [[_comparable(after, before, place, at) for at in range(len(before.scaling_.columns))]
         for place in range(len(after.centres_))]
    )  # fmt: skip
    apart = np.sqrt(((now[:, None, :] - before.centres_[None, :, :]) ** 2).sum(axis=2))
    rows, columns = linear_sum_assignment(apart)
    pairs = zip(rows, columns, strict=True)
    return {int(row): Followed(int(column), None) for row, column in pairs if apart[row, column] <= NEAR}


def _comparable(after: Clusters, before: Clusters, place: int, at: int) -> float:
    """A middle of `after` in the scaled columns of `before`."""
    new, old = after.scaling_.columns[at], before.scaling_.columns[at]
    value = new.middle + after.centres_[place, at] / new.weight * new.spread
    return float((value - old.middle) / old.spread * old.weight)
