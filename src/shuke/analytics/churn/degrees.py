"""Outcomes between no and yes, for learners that take only one or the other."""

import numpy as np

from shuke.analytics.churn.points import Flags, Floats, Ints


def weighed(degree: Floats | Flags) -> tuple[Ints, Flags, Floats]:
    """Rows to learn from instead, as places in `degree`, with an outcome and a weight each.

    A degree of ¼ is a leaver of weight ¼ and a stayer of weight ¾; 0 and 1 stay one row.
    """
    share = np.asarray(degree, dtype=np.float64)
    leavers, stayers = np.flatnonzero(share > 0.0), np.flatnonzero(share < 1.0)
    rows = np.concatenate([leavers, stayers])
    left = np.arange(len(rows)) < len(leavers)
    return rows, left, np.concatenate([share[leavers], 1.0 - share[stayers]])
