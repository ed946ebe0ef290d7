"""The model to beat: gradient boosting over small trees."""

from contextlib import AbstractContextManager
from typing import Any, Self

import numpy as np
import pandas as pd

from shuke.analytics.churn.points import Flags, Floats

# Chosen on snapshots before the test cut of the published year; see docs/models/churn.md for what was tried.
SETTINGS = {
    "learning_rate": 0.05,
    "max_iter": 100,
    "max_leaf_nodes": 4,
    "min_samples_leaf": 200,
    "l2_regularization": 10.0,
    "early_stopping": False,
}


class BoostedTrees:
    """scikit-learn's histogram gradient boosting; unknown values are followed where they go best.

    Args:
        seed: of the sample of rows that the borders of the histograms are read from.

    Attributes:
        columns_: features with a value; the others are not asked about.
    """

    name = "boosting"

    def __init__(self, *, seed: int) -> None:
        self.seed = seed

    def fit(self, frame: pd.DataFrame, left: Flags) -> Self:
        """Learn from one row per customer and snapshot; columns are features."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        # A column without any value (a shop without categories) has no histogram.
        self.columns_ = [name for name in frame.columns if frame[name].notna().any()]
        model = HistGradientBoostingClassifier(random_state=self.seed, **SETTINGS)
        with _one_thread():
            self._model: Any = model.fit(frame[self.columns_].to_numpy(np.float64), left)
        return self

    def margin(self, frame: pd.DataFrame) -> Floats:
        """Log-odds, not yet calibrated."""
        with _one_thread():
            margin = self._model.decision_function(frame[self.columns_].to_numpy(np.float64))
        return np.asarray(margin, dtype=np.float64)


def _one_thread() -> AbstractContextManager[Any]:
    """Trees this small wait for each other longer than they work when threads share a busy machine."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="openmp")
    return limits
