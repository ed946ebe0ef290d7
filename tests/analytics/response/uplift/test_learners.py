import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from tests.analytics.response.uplift import given

from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.uplift.learners import OneVariable, TwoModels

FEATURES = ["age", "city", "visits"]


@pytest.mark.parametrize("learner", [OneVariable, TwoModels])
def test_those_on_whom_contact_works_score_higher(learner: type[OneVariable] | type[TwoModels]) -> None:
    known, new = (given.campaign(np.random.default_rng(seed), 6000, by_visits=0.05) for seed in (1, 2))

    scores = learner().fit(known, features=FEATURES).uplift(new)

    assert scores.index.equals(new.index)
    assert scores.corr(new["visits"], method="spearman") > 0.8


def test_one_variable_finds_the_one_that_matters() -> None:
    found = OneVariable().fit(given.campaign(np.random.default_rng(3), 6000, by_visits=0.05), features=FEATURES)

    assert found.variable_ == "visits"
    assert len(found.uplift_) == len(found.cuts_) + 1 == 5
    assert found.uplift_[-1] > found.uplift_[0]


def test_one_variable_need_not_be_straight() -> None:
    rng = np.random.default_rng(4)
    customers = given.campaign(rng, 8000, effect=0.0)
    far_out = customers["visits"].abs() > 0.84
    customers["responded"] |= customers["is_treated"] & far_out & (rng.random(8000) < 0.15)

    found = OneVariable().fit(customers, features=FEATURES)

    assert found.variable_ == "visits"
    assert min(found.uplift_[0], found.uplift_[-1]) > max(found.uplift_[1:-1])


def test_uplift_of_small_groups_is_drawn_to_that_of_all() -> None:
    customers = given.groups(treated=(1, 1), control=(0, 1)).assign(visits=1.0)

    assert OneVariable().fit(customers, features=["visits"]).uplift_.tolist() == [1.0]
    mixed = pd.concat([customers, given.groups(treated=(0, 99), control=(0, 99)).assign(visits=0.0)])
    assert OneVariable().fit(mixed, features=["visits"]).uplift_.max() < 0.06


def test_two_models_recover_the_slopes_that_made_the_answers() -> None:
    rng = np.random.default_rng(5)
    visits, is_treated = rng.random(40_000), rng.random(40_000) < 0.5
    place = (visits - 0.5) * 12**0.5
    responded = rng.random(40_000) < expit(np.where(is_treated, -1 + 0.8 * place, -1.5 + 0.2 * place))
    customers = pd.DataFrame({"is_treated": is_treated, "responded": responded, "visits": visits})

    found = TwoModels().fit(customers, features=["visits"]).coefficients_

    assert found["treated"].tolist() == pytest.approx([-1, 0.8], abs=0.06)
    assert found["control"].tolist() == pytest.approx([-1.5, 0.2], abs=0.06)


def test_two_models_do_not_care_about_units() -> None:
    customers = given.campaign(np.random.default_rng(6), 1000, by_visits=0.05)
    scaled = customers.assign(visits=np.exp(customers["visits"]) * 1e6)

    plain, other = (TwoModels().fit(known, features=FEATURES).uplift(known) for known in (customers, scaled))

    pd.testing.assert_series_equal(plain, other)


@pytest.mark.parametrize("learner", [OneVariable, TwoModels])
@pytest.mark.parametrize("responses", [0, 50])
def test_nobody_or_everybody_responding_is_no_uplift(
    learner: type[OneVariable] | type[TwoModels], responses: int
) -> None:
    customers = given.groups(treated=(responses, 50), control=(responses, 50))
    customers["visits"] = np.arange(100.0)

    assert learner().fit(customers, features=["visits"]).uplift(customers).abs().max() < 0.01


@pytest.mark.parametrize("learner", [OneVariable, TwoModels])
def test_a_constant_feature_scores_all_alike(learner: type[OneVariable] | type[TwoModels]) -> None:
    customers = given.campaign(np.random.default_rng(7), 300).assign(visits=1.0)

    assert learner().fit(customers, features=["visits"]).uplift(customers).nunique() == 1


@pytest.mark.parametrize("learner", [OneVariable, TwoModels])
def test_gaps_are_refused(learner: type[OneVariable] | type[TwoModels]) -> None:
    customers = given.campaign(np.random.default_rng(8), 100)
    customers.loc[3, "visits"] = np.nan

    with pytest.raises(BadTable, match=r"visits is missing or infinite in 1 rows \(first: 3\)"):
        learner().fit(customers, features=["visits"])
