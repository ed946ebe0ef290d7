import numpy as np
import pytest

from shuke.analytics.response.uplift import together
from shuke.analytics.response.uplift.together import Part, Whole

SURE = 1.959963985  # standard errors to the end of a 95 % interval


def test_independent_draws_add_up_as_squares() -> None:
    whole = together.add_up([Part("1", 100, 70, 150), Part("2", 50, 10, 170)])

    assert whole == Whole(150, 150 - 50, 150 + 130)
    assert whole.verdict == "gain"


def test_parts_of_one_draw_add_up_as_they_are() -> None:
    whole = together.add_up([Part("1", 100, 70, 150), Part("1", 50, 10, 170)])

    assert whole == Whole(150, 80, 320)


def test_one_part_is_itself_and_none_is_nothing() -> None:
    assert together.add_up([Part("1", -5, -9, -1)]) == Whole(-5, -9, -1)
    assert together.add_up([Part("1", -5, -9, -1)]).verdict == "loss"
    assert together.add_up([]) == Whole(0, 0, 0)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(11)
    truth, errors = np.array([40.0, -10.0, 300.0]), np.array([20.0, 5.0, 60.0])
    found = random.normal(truth, errors, size=(4000, 3))

    wholes = [
        together.add_up(
            Part(str(place), total, total - SURE * error, total + SURE * error)
            for place, (total, error) in enumerate(zip(row, errors, strict=True))
        )
        for row in found
    ]

    covered = np.mean([whole.lower <= truth.sum() <= whole.upper for whole in wholes])
    assert covered == pytest.approx(0.95, abs=0.012)
