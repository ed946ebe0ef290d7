from collections import Counter

import numpy as np
import pandas as pd
import pytest
from tests.analytics.response.uplift import given

from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.uplift import contest
from shuke.analytics.response.uplift.learners import OneVariable, TwoModels

FEATURES = ["age", "city", "visits"]


def run(customers: pd.DataFrame, seed: int = 1) -> contest.Verdict:
    return contest.run(customers, features=FEATURES, random_state=np.random.default_rng(seed))


def test_one_variable_wins_where_a_step_in_one_is_all_there_is() -> None:
    rng = np.random.default_rng(1)
    customers = given.campaign(rng, 6000, effect=0.0)
    far_out = customers["visits"].abs() > 0.84
    customers["responded"] |= customers["is_treated"] & far_out & (rng.random(6000) < 0.2)

    found = run(customers)

    assert found.winner == "one_variable"
    assert isinstance(found.model, OneVariable)
    assert found.table.loc["two_models", "lead"] < 0


def test_two_models_win_where_several_variables_add_up() -> None:
    rng = np.random.default_rng(2)
    customers = given.campaign(rng, 8000, base=0.2, effect=0.0)
    pull = (0.2 + 0.1 * customers[FEATURES].sum(axis=1)).clip(0, 1)
    customers["responded"] |= customers["is_treated"] & (rng.random(8000) < pull)

    found = run(customers)

    assert found.winner == "two_models"
    assert isinstance(found.model, TwoModels)
    assert found.table.loc["two_models", "lead_lower"] > 0


def test_a_learner_that_does_not_lead_is_not_offered() -> None:
    """One feature, answered in a straight line: both find it, and the simpler one is offered."""
    customers = given.campaign(np.random.default_rng(3), 2000, by_visits=0.06)

    found = contest.run(customers, features=["visits"], random_state=np.random.default_rng(1))

    assert found.table.loc["two_models", "lower"] > 0
    assert found.winner == "one_variable"


def test_features_that_say_nothing_seldom_win() -> None:
    rng = np.random.default_rng(4)
    winners = Counter(
        contest.run(given.campaign(rng, 500), features=FEATURES, random_state=rng).winner for _ in range(40)
    )

    assert winners["nobody"] >= 33


def test_the_rule_leads_itself_by_nothing() -> None:
    table = run(given.campaign(np.random.default_rng(5), 500)).table

    assert table.loc["one_variable", ["lead", "lead_lower", "lead_upper"]].tolist() == [0, 0, 0]


def test_constant_features_have_no_winner() -> None:
    found = run(given.campaign(np.random.default_rng(6), 400).assign(visits=1, age=1, city=1))

    assert found.winner == "nobody"
    assert found.model is None


def test_the_same_seed_has_the_same_winner() -> None:
    customers = given.campaign(np.random.default_rng(7), 500)

    pd.testing.assert_frame_equal(run(customers, 3).table, run(customers, 3).table)


def test_no_feature_is_refused() -> None:
    with pytest.raises(BadTable, match="no feature"):
        contest.run(given.campaign(np.random.default_rng(8), 200), features=[], random_state=np.random.default_rng(1))


def test_what_came_after_the_contact_is_no_feature() -> None:
    customers = given.campaign(np.random.default_rng(9), 200)

    with pytest.raises(BadTable, match="revenue came after the contact"):
        contest.run(customers, features=["visits", "revenue"], random_state=np.random.default_rng(1))


def test_small_groups_are_refused_with_their_sizes() -> None:
    customers = given.groups(treated=(5, 300), control=(1, 49)).assign(visits=1.0, age=1.0, city=1.0)

    with pytest.raises(BadTable, match="300 customers were contacted and 49 held out; a ranking needs 50"):
        run(customers)


def test_a_customer_stands_in_the_table_once() -> None:
    customers = given.campaign(np.random.default_rng(10), 200)

    with pytest.raises(BadTable, match="stand in the table twice"):
        run(pd.concat([customers, customers]))
