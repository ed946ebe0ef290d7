import numpy as np
import pandas as pd
import pytest

from shuke.analytics.churn.judging import ranking
from shuke.analytics.churn.line import RidgeLine


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    random = np.random.default_rng(5)
    silence = random.gamma(2.0, 10.0, 4000).round()
    silence[::50] = np.nan
    return pd.DataFrame({"silence_days": silence, "noise": random.normal(size=4000), "same": 3.0})


@pytest.fixture(scope="module")
def left(frame: pd.DataFrame) -> np.ndarray:
    chance = 1 / (1 + np.exp(3 - frame["silence_days"].fillna(20) / 10))
    return np.random.default_rng(6).random(len(frame)) < chance.to_numpy()


def test_leavers_are_ranked_first(frame: pd.DataFrame, left: np.ndarray) -> None:
    margin = RidgeLine().fit(frame[:3000], left[:3000]).margin(frame[3000:])

    assert ranking(margin, left[3000:]).auc > 0.7


def test_little_more_than_the_order_of_values_counts(frame: pd.DataFrame, left: np.ndarray) -> None:
    squared = frame.assign(silence_days=frame["silence_days"] ** 2)

    plain, other = (RidgeLine().fit(own, left).margin(own) for own in (frame, squared))

    np.testing.assert_allclose(plain, other, atol=0.05)


def test_values_never_seen_stay_finite(frame: pd.DataFrame, left: np.ndarray) -> None:
    odd = pd.DataFrame({"silence_days": [-1e9, 1e9, np.nan], "noise": [np.nan, 0.0, 1e6], "same": [3.0, 4.0, np.nan]})

    assert np.isfinite(RidgeLine().fit(frame, left).margin(odd)).all()
