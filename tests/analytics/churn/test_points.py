import numpy as np
import pandas as pd
import pytest

from shuke.analytics.churn.labels import Leaving
from shuke.analytics.churn.points import Band, PointsCard
from shuke.analytics.churn.wording import meaning, sentences


def customers(count: int = 4000) -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    random = np.random.default_rng(3)
    silence = random.integers(0, 40, count).astype(float)
    noise = random.normal(size=count)
    left = random.random(count) < np.where(silence > 20, 0.5, 0.1)
    return pd.DataFrame({"noise": noise, "silence_days": silence}), left


def test_the_question_that_tells_most_comes_first() -> None:
    frame, left = customers()

    card = PointsCard(questions=1).fit(frame, left)

    assert {band.feature for band in card.bands_} == {"silence_days"}
    assert card.bands_[-1].points > card.bands_[0].points == 0


def test_bands_touch_and_leave_nobody_out() -> None:
    frame, left = customers()

    bands = PointsCard(questions=1).fit(frame, left).bands_

    assert [band.up_to for band in bands[:-1]] == [band.above for band in bands[1:]]
    assert (bands[0].above, bands[-1].up_to) == (None, None)


def test_points_are_the_sum_of_the_bands_a_customer_is_in() -> None:
    card = PointsCard()
    card.offset_ = -2.0
    card.bands_ = (
        Band("silence_days", None, 7.0, 0),
        Band("silence_days", 7.0, None, 20),
        Band("silence_days", None, None, 5),
        Band("visits_28", None, 1.0, 3),
    )
    frame = pd.DataFrame({"silence_days": [7.0, 7.5, np.nan], "visits_28": [2.0, 1.0, 0.0]})

    assert card.points(frame).tolist() == [0, 23, 8]
    assert card.margin(frame)[1] == pytest.approx(-2.0 + 2.3 * np.log(2))


def test_unknown_values_are_a_band_of_their_own() -> None:
    frame, left = customers()
    frame.loc[:999, "silence_days"] = np.nan

    card = PointsCard(questions=1).fit(frame, left)

    assert (card.bands_[-1].above, card.bands_[-1].up_to) == (None, None)


def test_features_that_never_vary_are_no_question() -> None:
    frame, left = customers(500)

    card = PointsCard().fit(pd.DataFrame({"same": np.ones(500), "unknown": np.full(500, np.nan)}), left)

    assert card.bands_ == ()
    assert set(card.margin(frame)) == {0.0}


def test_sentences_say_range_and_points() -> None:
    bands = (
        Band("silence_days", None, 7.0, 0),
        Band("silence_days", 7.0, 21.0, 1),
        Band("visits_28", None, 1.0, 12),
        Band("spend_70", 250.0, None, 4),
        Band("recent_visit_value", None, None, 9),
    )

    assert sentences(bands, leaving=Leaving.NO_VISIT, points_per_doubling=9.6) == [
        "Points for: no visit in the next 42 days. 10 points more double the odds.",
        "Days since the latest visit above 7, up to 21: 1 point.",
        "Visits in 28 days up to 1: 12 points.",
        "Spend in 70 days above 250: 4 points.",
        "Spend per visit in 42 days against 20 weeks not known: 9 points.",
    ]


def test_every_feature_has_words() -> None:
    from shuke.analytics.churn.features import FEATURES

    assert [name for name in FEATURES if meaning(name) == name] == []
