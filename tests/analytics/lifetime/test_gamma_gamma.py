import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.lifetime import given

from shuke.analytics.lifetime import ConvergenceError, GammaGamma
from shuke.analytics.lifetime.estimator import NotFitted
from shuke.analytics.lifetime.gamma_gamma import Likelihood
from shuke.analytics.lifetime.history import BadHistory

TRUE = {"p": 6.25, "q": 3.74, "gamma": 15.44}
CALM = settings(deadline=None, max_examples=60)


def spenders(*rows: tuple[float, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["repeat_orders", "mean_order_value"]).astype(float)


def made_up(customers: int, *, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    repeats = pd.Series(random.poisson(2.0, customers).astype(float))
    means = GammaGamma.from_parameters(**TRUE).simulate(repeats, random=random)
    return pd.DataFrame({"repeat_orders": repeats, "mean_order_value": means})


def test_gradient_and_hessian_equal_their_differences() -> None:
    rows = made_up(500, seed=1).dropna()
    likelihood = Likelihood(rows["repeat_orders"].to_numpy(), rows["mean_order_value"].to_numpy(), np.ones(len(rows)))
    at = np.log([3.0, 2.0, 30.0])

    slope = likelihood.slope(at)

    assert slope.gradient == pytest.approx(given.numeric_gradient(lambda p: likelihood.slope(p).value, at), rel=1e-6)
    differences = given.numeric_gradient(lambda p: likelihood.slope(p).gradient, at)
    assert slope.hessian == pytest.approx(differences, rel=1e-5, abs=1e-4)


def test_parameters_of_made_up_customers_lie_in_their_intervals() -> None:
    found = GammaGamma().fit(made_up(30_000, seed=2)).intervals(level=0.999)

    for name, value in TRUE.items():
        assert found.loc[name, "lower"] < value < found.loc[name, "upper"]
    assert found.loc["q", "upper"] / found.loc["q", "lower"] < 1.3


def test_few_purchases_are_drawn_towards_everybodys_mean() -> None:
    model = GammaGamma.from_parameters(**TRUE)
    mean = TRUE["p"] * TRUE["gamma"] / (TRUE["q"] - 1)

    once, often = model.expected_order_value(spenders((1, 100), (50, 100)))

    assert mean < once < often < 100


@CALM
@examples(st.integers(0, 5000), st.floats(0.01, 1e7), st.floats(1.0, 1e5))
def test_more_spend_never_lowers_the_forecast(repeats: int, mean: float, more: float) -> None:
    model = GammaGamma.from_parameters(**TRUE)

    low, high = model.expected_order_value(spenders((repeats, mean), (repeats, mean + more)))

    assert 0 < low <= high < np.inf


def test_forecasts_scale_with_the_currency_unit() -> None:
    cdnow = given.cdnow()
    cents = cdnow.assign(mean_order_value=cdnow["mean_order_value"] * 100)

    dollars, minor = GammaGamma().fit(cdnow), GammaGamma().fit(cents)

    assert minor.gamma_ == pytest.approx(100 * dollars.gamma_, rel=1e-5)
    np.testing.assert_allclose(minor.expected_order_value(cents), 100 * dollars.expected_order_value(cdnow), rtol=1e-5)


def test_equal_customers_may_come_as_one_row() -> None:
    rows = made_up(400, seed=3).dropna()
    doubled = pd.concat([rows, rows])

    counted = GammaGamma().fit(rows.assign(customers=2))

    assert counted.parameters_ == pytest.approx(GammaGamma().fit(doubled).parameters_)
    assert counted.customers_ == 2 * len(rows)


def test_means_of_nothing_or_below_are_left_out_and_counted() -> None:
    rows = made_up(2000, seed=4)
    with_returns = pd.concat([rows, spenders((2, -5), (1, 0))], ignore_index=True)

    model = GammaGamma().fit(with_returns)

    assert model.notes_["left_out"] == 2
    assert model.parameters_ == pytest.approx(GammaGamma().fit(rows).parameters_)
    stranger, returner = model.expected_order_value(spenders((0, None), (2, -5)))
    assert returner == stranger


def test_json_restores_the_whole_estimator() -> None:
    fitted = GammaGamma().fit(given.cdnow(), as_of=given.CDNOW_DAY)

    restored = GammaGamma.from_json(fitted.to_json())

    assert restored.parameters_ == fitted.parameters_
    assert restored.log_likelihood_ == fitted.log_likelihood_
    assert restored.notes_ == fitted.notes_


def test_given_parameters_simulate_the_same_from_the_same_state() -> None:
    model = GammaGamma.from_parameters(**TRUE)
    repeats = pd.Series([0.0, 1.0, 5.0], index=["a", "b", "c"])

    first = model.simulate(repeats, random=np.random.default_rng(9))
    again = model.simulate(repeats, random=np.random.default_rng(9))

    pd.testing.assert_series_equal(first, again)
    assert np.isnan(first["a"])


def test_nobody_with_repeats_is_said() -> None:
    with pytest.raises(BadHistory, match="no spend to learn from"):
        GammaGamma().fit(spenders((0, None), (0, None)))


def test_negative_spend_alone_is_said() -> None:
    with pytest.raises(BadHistory, match="no spend to learn from"):
        GammaGamma().fit(spenders((3, -4), (2, -1)))


@pytest.mark.parametrize("rows", [[(3, 20.0)], [(3, 20.0)] * 1000])
def test_too_few_or_all_the_same_is_said(rows: list[tuple[float, float]]) -> None:
    with pytest.raises(ConvergenceError, match="too few or all spend the same"):
        GammaGamma().fit(spenders(*rows))


def test_an_infinite_mean_is_refused() -> None:
    random = np.random.default_rng(5)
    repeats = random.integers(1, 9, 3000).astype(float)
    wild = GammaGamma.from_parameters(p=5, q=0.5, gamma=1).simulate(repeats, random=random)

    with pytest.raises(ConvergenceError, match="its mean is infinite"):
        GammaGamma().fit(pd.DataFrame({"repeat_orders": repeats, "mean_order_value": wild}))


def test_repeats_without_a_mean_are_refused() -> None:
    with pytest.raises(BadHistory, match="mean_order_value is missing or infinite despite repeats for 1 customers"):
        GammaGamma().fit(spenders((3, None), (2, 5)))


def test_unfitted_says_so() -> None:
    with pytest.raises(NotFitted, match="GammaGamma has no parameters yet"):
        GammaGamma().expected_order_value(spenders((1, 2)))
