import numpy as np
import pytest

from shuke.analytics.churn.calibration import Calibration, calibrate
from shuke.analytics.churn.judging import OneOutcome, calibration_error, calibration_groups, ranking


def test_auc_is_the_share_of_pairs_in_order() -> None:
    # Leavers .9 and .4 against stayers .5, .4, .1: of six pairs four are in order, one is a tie.
    found = ranking(np.array([0.9, 0.4, 0.5, 0.4, 0.1]), np.array([True, True, False, False, False]))

    assert found.auc == pytest.approx(4.5 / 6)
    assert 0 <= found.lower < found.auc < found.upper <= 1


def test_the_interval_is_delongs() -> None:
    # By hand: leavers stand above 1, 1/2 of the stayers; stayers stand below 1, 1/2 of the leavers.
    found = ranking(np.array([4.0, 2.0, 3.0, 1.0]), np.array([True, True, False, False]), level=0.95)

    spread = (0.125 / 2 + 0.125 / 2) ** 0.5
    assert found.auc == 0.75
    assert found.lower == pytest.approx(0.75 - 1.959964 * spread)
    assert found.upper == 1.0


def test_the_interval_covers_what_repeated_samples_give() -> None:
    random = np.random.default_rng(5)
    truth, covered = 0.7602, 0  # of two normals one apart
    for _ in range(200):
        left = random.random(300) < 0.3
        found = ranking(random.normal(size=300) + left, left)
        covered += found.lower <= truth <= found.upper

    assert covered / 200 > 0.9


@pytest.mark.parametrize("everybody", [True, False])
def test_one_outcome_cannot_be_ranked(everybody: bool) -> None:
    with pytest.raises(OneOutcome, match="both leavers and stayers"):
        ranking(np.array([0.1, 0.2]), np.array([everybody, everybody]))


def test_calibration_error_by_hand() -> None:
    probability = np.array([0.1, 0.1, 0.8, 0.8])
    left = np.array([False, False, True, False])

    assert calibration_error(probability, left, groups=2) == pytest.approx(0.5 * 0.1 + 0.5 * 0.3)
    assert [(group.customers, group.happened) for group in calibration_groups(probability, left, groups=2)] == [
        (2, 0.0),
        (2, 0.5),
    ]


def test_calibration_undoes_too_much_certainty() -> None:
    random = np.random.default_rng(11)
    honest = random.normal(-1.0, 1.0, 20_000)
    left = random.random(20_000) < 1 / (1 + np.exp(-honest))

    found = calibrate(3.0 * honest + 1.0, left)

    assert found.slope == pytest.approx(1 / 3, abs=0.03)
    assert found.probability(3.0 * honest + 1.0).mean() == pytest.approx(left.mean(), abs=1e-3)


def test_calibration_by_hand() -> None:
    assert Calibration(slope=2.0, intercept=-1.0).probability(np.array([0.5]))[0] == 0.5
