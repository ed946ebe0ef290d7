"""The model to beat: gradient boosting over small trees, evened out by a straight line where that helps."""

from contextlib import AbstractContextManager
from typing import Any, Self

import numpy as np
import pandas as pd

from shuke.analytics.churn.degrees import weighed
from shuke.analytics.churn.line import RidgeLine
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
# scikit-learn looks for borders among weighted rows tenfold slower than it grows the trees: they are given instead.
SHARES = np.linspace(0.0, 1.0, 251)[1:-1]
SPREAD_EVERY = 10  # rows: as many say enough about how far margins lie apart


class BoostedTrees:
    """scikit-learn's histogram gradient boosting (unknown values are followed where they go best) and a line.

    With the line both count alike: margins are told in standard deviations of those learnt from, and added.

    Args:
        seed: of the trees.
        with_line: whether the line is asked; it is learnt in any case.

    Attributes:
        columns_: features with a value; the others are not asked about.
    """

    name = "boosting"

    def __init__(self, *, seed: int, with_line: bool = True) -> None:
        self.seed = seed
        self.with_line = with_line

    def fit(self, frame: pd.DataFrame, degree: Floats | Flags) -> Self:
        """Learn from one row per customer and snapshot; columns are features.

        Args:
            degree: how far each one left, 0 to 1 (`labels.labels`), or whether.
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        # A column without any value (a shop without categories) has no histogram.
        self.columns_ = [name for name in frame.columns if frame[name].notna().any()]
        known = frame[self.columns_]
        rows, left, weights = weighed(degree)
        self._borders = {name: np.unique(np.nanquantile(known[name].to_numpy(np.float64), SHARES)) for name in known}
        places = self._places(known)
        model = HistGradientBoostingClassifier(random_state=self.seed, **SETTINGS)
        with _one_thread():
            self._trees: Any = model.fit(places[rows], left, sample_weight=weights)
        self._line = RidgeLine().fit(places, degree)
        self._spread = [float(margin.std()) or 1.0 for margin in self._margins(places[::SPREAD_EVERY])]
        return self

    def margin(self, frame: pd.DataFrame) -> Floats:
        """Not yet calibrated; the higher, the likelier to leave."""
        return self.margins(frame)[self.with_line]

    def margins(self, frame: pd.DataFrame) -> dict[bool, Floats]:
        """The margin without the line, and with it."""
        margins = self._margins(self._places(frame))
        trees, line = (own / spread for own, spread in zip(margins, self._spread, strict=True))
        return {False: trees, True: trees + line}

    def _margins(self, places: Floats) -> tuple[Floats, Floats]:
        with _one_thread():
            trees = self._trees.decision_function(places)
        return np.asarray(trees, dtype=np.float64), self._line.margin(places)

    def _places(self, frame: pd.DataFrame) -> Floats:
        """Each value's place among the borders; unknown stays unknown."""
        values = {name: frame[name].to_numpy(np.float64) for name in self._borders}
        places = [
            np.where(np.isnan(own), np.nan, np.searchsorted(self._borders[name], own)) for name, own in values.items()
        ]
        return np.column_stack(places)


def _one_thread() -> AbstractContextManager[Any]:
    """Trees this small wait for each other longer than they work when threads share a busy machine."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="openmp")
    return limits
