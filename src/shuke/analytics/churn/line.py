"""A straight line over all features: steadier than trees where a feature works evenly, blind to what goes together."""

from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import ndtri

from shuke.analytics.churn.degrees import weighed
from shuke.analytics.churn.points import Flags, Floats

# Chosen on snapshots before the test cut of the published year; see docs/models/churn.md for what was tried.
RIDGE = 0.001  # scikit-learn's C: small draws the weights towards none
BORDERS = np.linspace(0.0, 1.0, 101)
FARTHEST = 2.5  # standard deviations: one odd value must not decide


class RidgeLine:
    """Logistic regression with a ridge over normal scores: of a feature little more than the order of values counts."""

    _model: Any

    def fit(self, frame: pd.DataFrame, degree: Floats | Flags) -> Self:
        """Learn from one row per customer and snapshot; every column has a value somewhere."""
        from sklearn.linear_model import LogisticRegression

        self._borders = {name: np.nanquantile(frame[name].to_numpy(np.float64), BORDERS) for name in frame.columns}
        rows, left, weights = weighed(degree)
        model = LogisticRegression(C=RIDGE, solver="newton-cholesky")
        self._model = model.fit(self._scores(frame)[rows], left, sample_weight=weights)
        return self

    def margin(self, frame: pd.DataFrame) -> Floats:
        """Log-odds, not yet calibrated."""
        return np.asarray(self._model.decision_function(self._scores(frame)), dtype=np.float64)

    def _scores(self, frame: pd.DataFrame) -> Floats:
        columns = [_normal(frame[name].to_numpy(np.float64), borders) for name, borders in self._borders.items()]
        return np.column_stack(columns)


def _normal(values: Floats, borders: Floats) -> Floats:
    """The normal distribution's value at each one's rank among `borders`, ties in their middle; 0 where unknown."""
    above = np.interp(values, borders, BORDERS)
    below = 1.0 - np.interp(-values, -borders[::-1], BORDERS)
    scores = np.clip(ndtri((above + below) / 2.0), -FARTHEST, FARTHEST)
    return np.asarray(np.nan_to_num(scores, nan=0.0), dtype=np.float64)
