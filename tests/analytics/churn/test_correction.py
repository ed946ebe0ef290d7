import numpy as np
import pytest

from shuke.analytics.churn.correction import LARGEST_SHIFT, shift_to, shifted

CHANCES = np.array([0.0, 0.1, 0.5, 0.9, 1.0])


def test_shifted_probabilities_come_true_on_average_and_keep_their_order() -> None:
    moved = shifted(CHANCES, shift_to(CHANCES, 0.55))

    assert moved.mean() == pytest.approx(0.55)
    assert (np.diff(moved) >= 0).all()


def test_one_stretch_of_time_moves_the_odds_no_further_than_allowed() -> None:
    assert shift_to(CHANCES, 0.999) == pytest.approx(LARGEST_SHIFT)
