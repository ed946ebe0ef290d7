"""Each cell's response rate after the test: as measured, with its interval and its index (docs/models/response.md)."""

from statistics import NormalDist

import numpy as np
import pandas as pd

from shuke.analytics.response import breakeven
from shuke.analytics.response.frames import Floats, check_level, counts


def wilson(cells: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Interval of a share that holds for few pieces and for no response at all.

    Args:
        cells: `pieces, responses`, one row per cell.
        level: of the interval, a share.

    Returns:
        `rate` (null without pieces), `lower, upper` (0 to 1), indexed as `cells`.

    Raises:
        BadTable: see `frames.counts`; no such level.

    Source: Wilson (1927); Newcombe (1998), "Two-sided confidence intervals for the single proportion", method 3.
    """
    check_level(level)
    pieces, responses = counts(cells)
    z2 = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    middle = (responses + z2 / 2) / (pieces + z2)
    reach = np.sqrt(z2 * (responses * _share(pieces - responses, pieces) + z2 / 4)) / (pieces + z2)
    share = _share(responses, pieces)
    columns = {
        "rate": np.where(pieces > 0, share, np.nan),
        "lower": np.clip(middle - reach, 0.0, share),
        "upper": np.clip(middle + reach, share, 1.0),
    }
    return pd.DataFrame(columns, index=cells.index)


def table(cells: pd.DataFrame, *, breakeven_rate: float, level: float = 0.95) -> pd.DataFrame:
    """The table of a test: each cell's rate and index with their intervals.

    Args:
        cells: `pieces, responses`, one row per cell, such as from `cells.tally`, indexed by cell.
        breakeven_rate: from `breakeven.rate`.
        level: of the intervals, a share.

    Returns:
        `pieces, responses, rate, lower, upper, index, index_lower, index_upper` and `standing`: `above` or `below` when
        the whole interval lies above or below break-even, else `unclear`. Indexed as `cells`.

    Raises:
        BadTable: see `frames.counts`; no such level.
        BadTerms: the break-even rate is not above 0.
    """
    measured = wilson(cells, level=level)
    found = cells[["pieces", "responses"]].join(measured)
    found["index"] = breakeven.index(measured["rate"], breakeven_rate=breakeven_rate)
    found["index_lower"] = breakeven.index(measured["lower"], breakeven_rate=breakeven_rate)
    found["index_upper"] = breakeven.index(measured["upper"], breakeven_rate=breakeven_rate)
    sides = [measured["lower"] > breakeven_rate, measured["upper"] < breakeven_rate]
    found["standing"] = np.select(sides, ["above", "below"], default="unclear")
    return found


def _share(part: Floats, whole: Floats) -> Floats:
    return part / np.maximum(whole, 1.0)
