"""A straight line over all features: steadier than trees where a feature works evenly, blind to what goes together."""

from typing import Any, Self

import numpy as np
from scipy.special import ndtri

from shuke.analytics.churn.degrees import weighed
from shuke.analytics.churn.points import Flags, Floats

# Chosen on snapshots before the test cut of the published year; see docs/models/churn.md for what was tried.
RIDGE = 0.001  # scikit-learn's C: small draws the weights towards none
FARTHEST = 2.5  # standard deviations: one odd value must not decide


class RidgeLine:
    """Logistic regression with a ridge over normal scores: of each feature the order of its values counts.

    Tables to learn from and to ask about hold places among borders: 0, 1, 2 … by column, NaN where unknown.
    """

    _model: Any

    def fit(self, places: Floats, degree: Floats | Flags) -> Self:
        """Learn from one row per customer and snapshot; every column has a value somewhere."""
        from sklearn.linear_model import LogisticRegression

        self._tables = [_normal(column) for column in places.T]
        rows, left, weights = weighed(degree)
        model = LogisticRegression(C=RIDGE, solver="newton-cholesky")
        self._model = model.fit(self._scores(places)[rows], left, sample_weight=weights)
        return self

    def margin(self, places: Floats) -> Floats:
        """Log-odds, not yet calibrated."""
        return np.asarray(self._model.decision_function(self._scores(places)), dtype=np.float64)

    def _scores(self, places: Floats) -> Floats:
        known = np.nan_to_num(places, nan=-1.0).astype(np.int64)  # the last of each table: unknown
        columns = [table[np.minimum(own, len(table) - 2)] for table, own in zip(self._tables, known.T, strict=True)]
        return np.column_stack(columns)


def _normal(places: Floats) -> Floats:
    """The normal distribution's value at the middle rank of each place, and 0 for the unknown."""
    counts = np.bincount(places[~np.isnan(places)].astype(np.int64))
    ranks = (np.cumsum(counts) - counts / 2.0) / counts.sum()
    return np.append(np.clip(ndtri(ranks), -FARTHEST, FARTHEST), 0.0)
