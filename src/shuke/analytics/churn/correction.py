"""What the latest error teaches: probabilities moved so that their mean would have been right."""

import numpy as np

from shuke.analytics.churn.points import Floats

# One stretch of time never moves the odds further than by a factor of e, either way.
LARGEST_SHIFT = 1.0
HALVINGS = 50
EDGE = 1e-12


def shifted(probability: Floats, shift: float) -> Floats:
    """Probabilities with `shift` added to their log-odds; their order stays."""
    inner = np.clip(probability, EDGE, 1.0 - EDGE)
    return np.asarray(1.0 / (1.0 + (1.0 - inner) / inner * np.exp(-shift)), dtype=np.float64)


def shift_to(probability: Floats, share: float) -> float:
    """The shift after which the mean of `probability` is `share`, as far as `LARGEST_SHIFT` allows; by bisection."""
    low, high = -LARGEST_SHIFT, LARGEST_SHIFT
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if shifted(probability, middle).mean() < share else (low, middle)
    return (low + high) / 2
