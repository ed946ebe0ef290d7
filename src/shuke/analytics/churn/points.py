"""The readable model: a card of a few questions whose points add up.

Questions are picked one after another: the one whose bands explain most of what those before it left open (score
test). Then one logistic regression over the bands of all of them sets the points. 10 points more double the odds,
before calibration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

POINTS_PER_DOUBLING = 10
POINT = float(np.log(2.0)) / POINTS_PER_DOUBLING  # in log-odds
# Chosen on snapshots before the test cut of the published year; see docs/models/churn.md for what was tried.
QUESTIONS = 8
BANDS = 8
RIDGE = 0.003  # scikit-learn's C: small draws the points towards none


@dataclass(frozen=True)
class Band:
    """Values above `above`, up to and including `up_to` (None: open); both None: not known."""

    feature: str
    above: float | None
    up_to: float | None
    points: int  # 0 for the band that leaves least


class PointsCard:
    """Who is likelier to leave, by points.

    Attributes:
        bands_: of every question in the order picked, lowest values first, the unknown last.
        offset_: log-odds at 0 points.
    """

    name = "points"

    bands_: tuple[Band, ...]
    offset_: float

    def __init__(self, *, questions: int = QUESTIONS, bands: int = BANDS) -> None:
        self.questions = questions
        self.bands = bands

    def fit(self, frame: pd.DataFrame, left: Flags) -> Self:
        """Learn from one row per customer and snapshot; columns are features, NaN is a band of its own."""
        cuts = {name: _cuts(frame[name].to_numpy(np.float64), self.bands) for name in frame.columns}
        codes = {name: _codes(frame[name].to_numpy(np.float64), cuts[name]) for name in cuts if len(cuts[name])}
        chosen: list[str] = []
        expected = np.full(len(left), left.mean())
        for _ in range(min(self.questions, len(codes))):
            explained = {name: _explained(codes[name], left, expected) for name in codes if name not in chosen}
            chosen.append(max(explained, key=lambda name: explained[name]))
            weights, offset = _regress([codes[name] for name in chosen], left)
            margin = offset + sum(own[codes[name]] for name, own in zip(chosen, weights, strict=True))
            expected = 1.0 / (1.0 + np.exp(-margin))
        self.offset_ = float(offset + sum(own.min() for own in weights)) if chosen else 0.0
        self.bands_ = (
            tuple(band for name, own in zip(chosen, weights, strict=True) for band in _bands(name, cuts[name], own))
            if chosen
            else ()
        )
        return self

    def points(self, frame: pd.DataFrame) -> "pd.Series[int]":
        """The sum of each row's points, indexed as `frame`."""
        total = np.zeros(len(frame), dtype=np.int64)
        for band in self.bands_:
            total += band.points * within(frame[band.feature].to_numpy(np.float64), band)
        return pd.Series(total, index=frame.index, name="points")

    def margin(self, frame: pd.DataFrame) -> Floats:
        """Log-odds, not yet calibrated."""
        return np.asarray(self.offset_ + POINT * self.points(frame).to_numpy(np.float64))


@dataclass(frozen=True)
class Given:
    """One question's points of one customer: what the why of a probability is made of."""

    feature: str
    value: float | None
    points: int


def weightiest(frame: pd.DataFrame, bands: Sequence[Band], *, count: int) -> list[list[Given]]:
    """Of each row of `frame` the questions that gave most points, at most `count`, none without points."""
    asked = list(dict.fromkeys(band.feature for band in bands))
    given = np.zeros((len(frame), len(asked)), dtype=np.int64)
    for band in bands:
        given[:, asked.index(band.feature)] += band.points * within(frame[band.feature].to_numpy(np.float64), band)
    values = frame[asked].to_numpy(np.float64)
    first = np.argsort(-given, axis=1, kind="stable")[:, :count]
    return [
        [
            Given(asked[place], None if np.isnan(values[row, place]) else float(values[row, place]), int(points))
            for place, points in zip(places, given[row, places], strict=True)
            if points > 0
        ]
        for row, places in enumerate(first)
    ]


def within(values: Floats, band: Band) -> Flags:
    """Which values lie in the band."""
    if band.above is None and band.up_to is None:
        return np.isnan(values)
    low = -np.inf if band.above is None else band.above
    high = np.inf if band.up_to is None else band.up_to
    return np.asarray((values > low) & (values <= high))


def _cuts(values: Floats, bands: int) -> Floats:
    """Inner borders at equal shares of the known values; none where nothing varies. Borders are values that occur."""
    known = values[~np.isnan(values)]
    if not len(known):
        return known
    borders = np.unique(np.quantile(known, np.arange(1, bands) / bands, method="inverted_cdf"))
    return np.asarray(borders[borders < known.max()], dtype=np.float64)


def _codes(values: Floats, cuts: Floats) -> Ints:
    codes = np.searchsorted(cuts, values, side="left")
    return np.where(np.isnan(values), len(cuts) + 1, codes)


def _explained(codes: Ints, left: Flags, expected: Floats) -> float:
    """Score test of a step for every band: Σ (left − expected)² ÷ variance."""
    surplus = np.bincount(codes, weights=left - expected)
    variance = np.bincount(codes, weights=expected * (1.0 - expected))
    return float(np.sum(surplus**2 / np.maximum(variance, 1.0)))


def _regress(codes: Sequence[Ints], left: Flags) -> tuple[list[Floats], float]:
    """Log-odds of every band of every question, and where they start."""
    from sklearn.linear_model import LogisticRegression

    sizes = [int(column.max()) + 1 for column in codes]
    columns = [np.eye(size)[column] for size, column in zip(sizes, codes, strict=True)]
    fitted = LogisticRegression(C=RIDGE, max_iter=500).fit(np.hstack(columns), left)
    return list(np.split(fitted.coef_[0], np.cumsum(sizes)[:-1])), float(fitted.intercept_[0])


def _bands(feature: str, cuts: Floats, weights: Floats) -> list[Band]:
    points = np.rint((weights - weights.min()) / POINT).astype(int).tolist()
    borders = [None, *cuts.tolist(), None]
    known = [
        Band(feature, above, up_to, own)
        for above, up_to, own in zip(borders[:-1], borders[1:], points[: len(cuts) + 1], strict=True)
    ]
    return [*known, *(Band(feature, None, None, own) for own in points[len(cuts) + 1 :])]
