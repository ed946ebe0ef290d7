"""From a ranking to a probability that comes true."""

from dataclasses import dataclass

import numpy as np

from shuke.analytics.churn.points import Flags, Floats


@dataclass(frozen=True)
class Calibration:
    """Log-odds of leaving = intercept + slope × margin: a slope below 1 says that the model was too sure of itself."""

    slope: float
    intercept: float

    def probability(self, margin: Floats) -> Floats:
        """0–1; the order of the margins stays as long as the slope is above 0."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.intercept + self.slope * margin))))


def calibrate(margin: Floats, left: Flags) -> Calibration:
    """Platt's straight line through margins of customers whom the model had not seen.

    Source: Platt (1999), "Probabilistic Outputs for Support Vector Machines".
    """
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(margin.reshape(-1, 1), left)
    return Calibration(slope=float(fitted.coef_[0, 0]), intercept=float(fitted.intercept_[0]))
