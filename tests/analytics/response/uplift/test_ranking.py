import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.response.uplift import given

from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.uplift import ranking


def test_hand_worked_curve() -> None:
    """Two contacted, two held out; the best-scored pair holds the one response that contact brought."""
    customers = pd.DataFrame({"is_treated": [1, 0, 1, 0], "responded": [1, 0, 0, 0]})
    score = pd.Series([9.0, 9.0, 1.0, 1.0])

    found = ranking.curve(customers, score)

    assert found["share"].tolist() == [0, 0.5, 1]
    assert found["gain"].tolist() == [0, 0.5, 0.5]
    assert found["random_gain"].tolist() == [0, 0.25, 0.5]
    # Area under the curve .25 × .5 + .5 × .5 = .375, under the line .25.
    assert ranking.qini(customers, score).value == pytest.approx(0.125)


@settings(deadline=None, max_examples=40)
@examples(seed=st.integers(0, 10**6), levels=st.integers(1, 30))
def test_the_coefficient_is_the_area_between_curve_and_line(seed: int, levels: int) -> None:
    rng = np.random.default_rng(seed)
    customers = given.campaign(rng, 60, base=0.3, effect=0.2)
    score = pd.Series(rng.integers(0, levels, 60).astype(float))

    found = ranking.curve(customers, score)

    area = np.trapezoid(found["gain"] - found["random_gain"], found["share"])
    assert ranking.qini(customers, score).value == pytest.approx(area, abs=1e-12)


def test_the_curve_ends_at_the_effect_of_the_whole_campaign() -> None:
    customers = given.campaign(np.random.default_rng(1), 400)

    found = ranking.curve(customers, customers["visits"])

    means = customers.groupby("is_treated")["responded"].mean()
    assert found["gain"].iloc[-1] == pytest.approx(means[True] - means[False])


def test_equal_scores_rank_nobody() -> None:
    customers = given.campaign(np.random.default_rng(2), 400)

    assert ranking.qini(customers, pd.Series(3.0, index=customers.index)).value == pytest.approx(0, abs=1e-12)


def test_the_opposite_ranking_has_the_opposite_coefficient() -> None:
    customers = given.campaign(np.random.default_rng(3), 400, by_visits=0.05)

    there, back = (ranking.qini(customers, sign * customers["visits"]) for sign in (1, -1))

    assert there.value == pytest.approx(-back.value)
    assert there.standard_error == pytest.approx(back.standard_error)


def test_order_of_rows_tells_nothing() -> None:
    customers = given.campaign(np.random.default_rng(4), 300)
    score = customers["visits"].round()

    shuffled = customers.sample(frac=1, random_state=1)

    assert ranking.qini(shuffled, score).value == pytest.approx(ranking.qini(customers, score).value)


def test_intervals_of_a_useless_score_hold_nought_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    found = [ranking.qini(given.campaign(rng, 500), pd.Series(rng.random(500)), level=0.9) for _ in range(200)]

    assert np.mean([one.lower < 0 < one.upper for one in found]) == pytest.approx(0.9, abs=0.05)


def test_money_can_be_ranked_too() -> None:
    customers = given.campaign(np.random.default_rng(6), 4000, by_visits=0.04)

    assert ranking.qini(customers, customers["visits"], outcome="margin").lower > 0


def test_customers_without_a_score_are_counted() -> None:
    customers = given.campaign(np.random.default_rng(7), 10)

    with pytest.raises(BadTable, match="4 customers have no score"):
        ranking.curve(customers, pd.Series(1.0, index=range(6)))


def test_a_ranking_needs_both_groups() -> None:
    customers = given.groups(treated=(2, 5), control=(0, 0))

    with pytest.raises(BadTable, match="cannot be judged"):
        ranking.qini(customers, pd.Series(1.0, index=customers.index))
