import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from shuke.analytics.groups.lookalike import LookAlikes, TooFewMembers


def customers(*, difference: float, seed: int = 6) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Members buy more in the evening by `difference` spreads, and all members spend much."""
    random = np.random.default_rng(seed)
    members = np.arange(500) < 100
    frame = pd.DataFrame(
        {
            "evening_share": random.normal(size=500) + difference * members,
            "weekend_share": random.normal(size=500),
            "spend": np.where(members, 1000.0, 10.0) + random.random(500),
        },
        index=[f"C{number}" for number in range(500)],
    )
    return frame, members


@pytest.fixture(scope="module")
def alike() -> LookAlikes:
    return LookAlikes(seed=1).fit(*customers(difference=2.0))


def test_members_held_out_are_found_among_others(alike: LookAlikes) -> None:
    assert alike.judged_.auc > 0.85
    assert alike.judged_.found > 0.3
    assert alike.judged_.members == 100


def test_what_they_have_in_common_weighs(alike: LookAlikes) -> None:
    assert alike.weights_.abs().idxmax() == "evening_share"
    assert alike.judged_.simple_column == "evening_share"


def test_how_much_they_spend_is_not_what_makes_them_alike(alike: LookAlikes) -> None:
    assert "spend" not in alike.weights_.index


def test_a_group_that_shares_nothing_is_judged_no_better_than_chance() -> None:
    judged = LookAlikes(seed=1).fit(*customers(difference=0.0)).judged_

    assert judged.lower < 0.5


def test_likeness_lies_between_nothing_and_one_and_rises_with_what_counts(alike: LookAlikes) -> None:
    frame, _ = customers(difference=2.0)
    likeness = alike.likeness(frame)

    assert likeness.min() >= 0
    assert likeness.max() <= 1
    assert np.corrcoef(likeness, frame["evening_share"])[0, 1] > 0.8


def test_each_likeness_has_its_reasons(alike: LookAlikes) -> None:
    frame, _ = customers(difference=2.0)
    best = int(np.argmax(alike.likeness(frame)))
    reason = alike.reasons(frame)[best][0]

    assert reason["code"] == "like_members"
    assert reason["facts"]["feature"] == "evening_share"
    assert reason["facts"]["own"] == frame["evening_share"].iloc[best]


@pytest.mark.parametrize("members", [19, 481])
def test_a_group_too_small_or_too_large_is_said(members: int) -> None:
    frame, _ = customers(difference=2.0)

    with pytest.raises(TooFewMembers, match="20 must be in it and 20 outside"):
        LookAlikes(seed=1).fit(frame, np.arange(500) < members)
