import numpy as np
import pytest

from shuke.analytics.churn.judging import ranking
from shuke.analytics.churn.line import RidgeLine


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    """Places of silence (some unknown), of noise, and of a feature that is the same for everybody."""
    random = np.random.default_rng(5)
    silence = random.gamma(2.0, 10.0, 4000).round()
    silence[::50] = np.nan
    return np.column_stack([silence, random.integers(0, 100, 4000), np.zeros(4000)])


@pytest.fixture(scope="module")
def left(places: np.ndarray) -> np.ndarray:
    chance = 1 / (1 + np.exp(3 - np.nan_to_num(places[:, 0], nan=20) / 10))
    return np.random.default_rng(6).random(len(places)) < chance


def test_leavers_are_ranked_first(places: np.ndarray, left: np.ndarray) -> None:
    margin = RidgeLine().fit(places[:3000], left[:3000]).margin(places[3000:])

    assert ranking(margin, left[3000:]).auc > 0.7


def test_only_the_order_of_values_counts(places: np.ndarray, left: np.ndarray) -> None:
    doubled = places * 2

    plain, other = (RidgeLine().fit(own, left).margin(own) for own in (places, doubled))

    np.testing.assert_allclose(plain, other, atol=1e-9)


def test_places_never_seen_and_the_unknown_stay_finite(places: np.ndarray, left: np.ndarray) -> None:
    odd = np.array([[9999.0, np.nan, 1.0], [np.nan, 500.0, np.nan]])

    assert np.isfinite(RidgeLine().fit(places, left).margin(odd)).all()
