import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln
from tests.analytics.lifetime import given

from shuke.analytics.lifetime import ConvergenceError, ParetoNBD
from shuke.analytics.lifetime.buying import NoRepeatBuyers
from shuke.analytics.lifetime.history import BadHistory, count_distinct
from shuke.analytics.lifetime.pareto_nbd import Likelihood

TRUE = {"r": 0.5, "alpha": 30.0, "s": 0.8, "beta": 60.0}
CALM = settings(deadline=None, max_examples=40)


def log_likelihood_by_integration(row: pd.Series, *, r: float, alpha: float, s: float, beta: float) -> float:
    """Alive until now, or stopped at some moment since the latest purchase."""
    k = r + row.repeat_orders
    never = (alpha + row.age_days) ** -k * (beta + row.age_days) ** -s
    stopped = quad(
        lambda y: s * (alpha + y) ** -k * (beta + y) ** -(s + 1), row.active_days, row.age_days, epsabs=0, epsrel=1e-12
    )[0]
    constant = gammaln(k) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return float(constant + np.log(never + stopped))


@pytest.mark.parametrize("row", [(0, 0, 100), (2, 30, 400), (9, 200, 201), (5, 10, 10)])
@pytest.mark.parametrize("scales", [(30.0, 60.0), (300.0, 2.0), (5.0, 5.0)])
def test_likelihood_equals_its_integral(row: tuple[float, float, float], scales: tuple[float, float]) -> None:
    parameters = {"r": 0.6, "alpha": scales[0], "s": 0.9, "beta": scales[1]}
    customer = given.histories([row])

    slope = Likelihood(count_distinct(customer, time_unit_days=1)).slope(np.log(list(parameters.values())))

    assert slope.value == pytest.approx(log_likelihood_by_integration(customer.iloc[0], **parameters), abs=1e-8)


def test_gradient_and_hessian_equal_their_differences() -> None:
    likelihood = Likelihood(count_distinct(given.cdnow(), time_unit_days=7))
    at = np.log([0.4, 12.0, 0.5, 9.0])

    slope = likelihood.slope(at)

    assert slope.gradient == pytest.approx(given.numeric_gradient(lambda p: likelihood.slope(p).value, at), rel=1e-6)
    differences = given.numeric_gradient(lambda p: likelihood.slope(p).gradient, at)
    assert slope.hessian == pytest.approx(differences, rel=1e-5, abs=1e-4)


def test_parameters_of_made_up_customers_lie_in_their_intervals() -> None:
    random = np.random.default_rng(20)
    made_up = ParetoNBD.from_parameters(**TRUE).simulate(given.ages(6000, random=random), random=random)

    found = ParetoNBD().fit(made_up).intervals(level=0.999)

    for name, value in TRUE.items():
        assert found.loc[name, "lower"] < value < found.loc[name, "upper"]
    assert found.loc["r", "upper"] / found.loc["r", "lower"] < 2


def test_forecast_meets_what_made_up_customers_do() -> None:
    random = np.random.default_rng(7)
    model = ParetoNBD.from_parameters(**TRUE)
    made_up = model.simulate(given.ages(40_000, random=random), random=random, horizon_days=200)

    expected = model.expected_orders(made_up, horizon_days=200)
    alive = model.probability_alive(made_up)

    assert expected.sum() == pytest.approx(made_up["future_orders"].sum(), rel=0.03)
    assert alive.mean() == pytest.approx(made_up["is_alive"].mean(), abs=0.01)


@CALM
@examples(
    given.any_customer(),
    st.floats(0.02, 30),
    st.floats(0.5, 3000),
    st.floats(0.02, 30),
    st.floats(0.5, 3000),
    st.floats(0.01, 5e3),
)
def test_forecasts_are_numbers_within_bounds(
    customer: pd.DataFrame, r: float, alpha: float, s: float, beta: float, horizon: float
) -> None:
    model = ParetoNBD.from_parameters(r=r, alpha=alpha, s=s, beta=beta)

    near = model.expected_orders(customer, horizon_days=horizon).item()
    far = model.expected_orders(customer, horizon_days=2 * horizon).item()
    alive = model.probability_alive(customer).item()

    assert 0 <= alive <= 1
    steady = alive * (r + customer["repeat_orders"].item()) / (alpha + customer["age_days"].item())
    assert 0 <= near <= steady * horizon * (1 + 1e-9)
    assert far >= near


@pytest.mark.parametrize("s", [1.0, 1 - 1e-8, 1 + 1e-8])
def test_s_of_one_is_no_hole(s: float) -> None:
    beside = ParetoNBD.from_parameters(r=0.5, alpha=30, s=1.0001, beta=60)
    model = ParetoNBD.from_parameters(r=0.5, alpha=30, s=s, beta=60)
    cdnow = given.cdnow()

    expected = model.expected_orders(cdnow, horizon_days=90)

    np.testing.assert_allclose(expected, beside.expected_orders(cdnow, horizon_days=90), rtol=1e-3)


def test_heavy_buyers_do_not_overflow() -> None:
    model = ParetoNBD.from_parameters(**TRUE)
    heavy = given.histories([(5000, 1000, 1001), (5000, 1000, 9000), (1, 1, 100_000)])

    alive = model.probability_alive(heavy)

    assert alive.iloc[0] > 0.9
    assert alive.iloc[1] == 0
    assert np.isfinite(model.expected_orders(heavy, horizon_days=36_500)).all()


def test_json_restores_the_whole_estimator() -> None:
    fitted = ParetoNBD(time_unit_days=7).fit(given.cdnow(), as_of=given.CDNOW_DAY)

    restored = ParetoNBD.from_json(fitted.to_json())

    expected = fitted.expected_orders(given.cdnow(), horizon_days=30)
    pd.testing.assert_series_equal(restored.expected_orders(given.cdnow(), horizon_days=30), expected)
    assert restored.as_of_ == given.CDNOW_DAY


def test_nobody_bought_again_is_said() -> None:
    with pytest.raises(NoRepeatBuyers, match="second day"):
        ParetoNBD().fit(given.histories([(0, 0, 5), (0, 0, 9)]))


def test_a_million_identical_customers_are_too_alike() -> None:
    with pytest.raises(ConvergenceError, match="distinct histories"):
        ParetoNBD().fit(given.histories([(3, 20, 30)]).assign(customers=1_000_000))


def test_clockwork_customers_end_in_a_sentence() -> None:
    clockwork = given.histories([(n, 7 * n, 7 * n) for n in range(10, 60)])

    with pytest.raises(ConvergenceError, match="do not settle"):
        ParetoNBD().fit(clockwork)


def test_missing_values_are_refused() -> None:
    with pytest.raises(BadHistory, match="active_days is missing"):
        ParetoNBD().fit(given.histories([(1, float("nan"), 9)]))
