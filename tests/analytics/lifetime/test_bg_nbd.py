import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln
from tests.analytics.lifetime import given

from shuke.analytics.lifetime import BGNBD, ConvergenceError
from shuke.analytics.lifetime.bg_nbd import Likelihood
from shuke.analytics.lifetime.buying import BadHorizon, NoRepeatBuyers
from shuke.analytics.lifetime.estimator import BadParameters, NotFitted
from shuke.analytics.lifetime.history import BadHistory, count_distinct

TRUE = {"r": 0.5, "alpha": 30.0, "a": 0.8, "b": 2.5}
SHAPES = st.floats(0.02, 30.0)
SCALES = st.floats(0.5, 3000.0)
CALM = settings(deadline=None, max_examples=40)


def by_integration(model: BGNBD, row: pd.Series, horizon: float) -> float:
    """Expected orders as the mean over everybody's own stopping probability: (1 - E e^(-rate · p · t)) / p."""
    reach = horizon / (model.alpha_ + row.age_days)
    stays = model.b_ + row.repeat_orders
    norm = betaln(model.a_, stays)

    def rest(p: float) -> float:
        density = math.exp((model.a_ - 1) * math.log(p) + (stays - 1) * math.log1p(-p) - norm)
        return -math.expm1(-(model.r_ + row.repeat_orders) * math.log1p(p * reach)) / p * density

    return float(quad(rest, 0, 1e-3, limit=200)[0] + quad(rest, 1e-3, 1, limit=200)[0])


def test_gradient_and_hessian_equal_their_differences() -> None:
    likelihood = Likelihood(count_distinct(given.cdnow(), time_unit_days=7))
    at = np.log([0.4, 6.0, 0.5, 1.7])

    slope = likelihood.slope(at)

    assert slope.gradient == pytest.approx(given.numeric_gradient(lambda p: likelihood.slope(p).value, at), rel=1e-6)
    differences = given.numeric_gradient(lambda p: likelihood.slope(p).gradient, at)
    assert slope.hessian == pytest.approx(differences, rel=1e-5, abs=1e-4)


def test_parameters_of_made_up_customers_lie_in_their_intervals() -> None:
    random = np.random.default_rng(21)
    made_up = BGNBD.from_parameters(**TRUE).simulate(given.ages(8000, random=random), random=random)

    found = BGNBD().fit(made_up).intervals(level=0.999)

    for name, value in TRUE.items():
        assert found.loc[name, "lower"] < value < found.loc[name, "upper"]
        assert found.loc[name, "upper"] / found.loc[name, "lower"] < 4


def test_forecast_meets_what_made_up_customers_do() -> None:
    random = np.random.default_rng(7)
    model = BGNBD.from_parameters(**TRUE)
    made_up = model.simulate(given.ages(40_000, random=random), random=random, horizon_days=200)

    expected = model.expected_orders(made_up, horizon_days=200)
    alive = model.probability_alive(made_up)

    assert expected.sum() == pytest.approx(made_up["future_orders"].sum(), rel=0.03)
    assert alive.mean() == pytest.approx(made_up["is_alive"].mean(), abs=0.01)
    often = made_up["repeat_orders"] >= 3
    assert expected[often].sum() == pytest.approx(made_up.loc[often, "future_orders"].sum(), rel=0.04)


@pytest.mark.parametrize("a", [0.3, 0.99999, 1.0, 1.00001, 2.7])
@pytest.mark.parametrize("row", [(0, 0, 10), (1, 3, 400), (40, 300, 301), (0, 0, 0)])
def test_closed_form_equals_the_integral(a: float, row: tuple[float, float, float]) -> None:
    model = BGNBD.from_parameters(r=0.4, alpha=20, a=a, b=1.5)
    customer = given.histories([row])

    for horizon in (1.0, 90.0, 3000.0):
        expected = model.expected_orders(customer, horizon_days=horizon) / model.probability_alive(customer)
        assert expected.item() == pytest.approx(by_integration(model, customer.iloc[0], horizon), rel=1e-6)


@CALM
@examples(given.any_customer(), SHAPES, SCALES, SHAPES, SHAPES, st.floats(0.01, 5000.0))
def test_forecasts_are_numbers_within_bounds(
    customer: pd.DataFrame, r: float, alpha: float, a: float, b: float, horizon: float
) -> None:
    model = BGNBD.from_parameters(r=r, alpha=alpha, a=a, b=b)

    near = model.expected_orders(customer, horizon_days=horizon).item()
    far = model.expected_orders(customer, horizon_days=2 * horizon).item()
    alive = model.probability_alive(customer).item()

    assert 0 <= alive <= 1
    steady = alive * (r + customer["repeat_orders"].item()) / (alpha + customer["age_days"].item())
    assert -1e-9 <= near <= steady * horizon * (1 + 1e-6) + 1e-9
    assert far >= near * (1 - 1e-6) - 1e-9


@CALM
@examples(given.any_customer(), st.integers(1, 900))
def test_longer_silence_never_makes_a_customer_more_alive(customer: pd.DataFrame, days: int) -> None:
    model = BGNBD.from_parameters(**TRUE)

    later = customer.assign(age_days=customer["age_days"] + days)

    assert model.probability_alive(later).item() <= model.probability_alive(customer).item() + 1e-12


def test_forecasts_do_not_depend_on_the_time_unit() -> None:
    cdnow = given.cdnow()

    by_weeks = BGNBD(time_unit_days=7).fit(cdnow)
    by_days = BGNBD(time_unit_days=1).fit(cdnow)

    assert by_days.alpha_ == pytest.approx(7 * by_weeks.alpha_, rel=1e-5)
    expected = by_weeks.expected_orders(cdnow, horizon_days=91)
    np.testing.assert_allclose(by_days.expected_orders(cdnow, horizon_days=91), expected, rtol=1e-5)


def test_equal_customers_may_come_as_one_row() -> None:
    cdnow = given.cdnow()
    columns = ["repeat_orders", "active_days", "age_days"]
    grouped = cdnow.groupby(columns).size().rename("customers").reset_index()

    one_by_one, counted = BGNBD().fit(cdnow), BGNBD().fit(grouped)

    assert len(grouped) < len(cdnow)
    assert counted.parameters_ == pytest.approx(one_by_one.parameters_)
    assert counted.customers_ == 2357


def test_heavy_buyers_do_not_overflow() -> None:
    model = BGNBD.from_parameters(**TRUE)
    heavy = given.histories([(5000, 1000, 1001), (5000, 1000, 9000), (1, 1, 100_000)])

    alive = model.probability_alive(heavy)
    expected = model.expected_orders(heavy, horizon_days=36_500)

    assert alive.iloc[0] > 0.9
    assert alive.iloc[1] == 0
    assert np.isfinite(expected).all()


def test_many_histories_start_from_a_sample_and_end_at_the_top() -> None:
    """Above twenty thousand distinct histories the search starts from a sample, and ends where it would have."""
    random = np.random.default_rng(3)
    made_up = BGNBD.from_parameters(**TRUE).simulate(random.uniform(100, 600, 60_000), random=random)

    found = BGNBD().fit(made_up)

    slope = Likelihood(count_distinct(made_up, time_unit_days=1)).slope(np.log(list(found.parameters_.values())))
    assert np.abs(slope.gradient).max() < 1e-2
    assert found.intervals(level=0.999).loc["a", "lower"] < TRUE["a"] < found.intervals(level=0.999).loc["a", "upper"]


def test_json_restores_the_whole_estimator() -> None:
    fitted = BGNBD(time_unit_days=7).fit(given.cdnow(), as_of=given.CDNOW_DAY)

    restored = BGNBD.from_json(fitted.to_json())

    assert restored.parameters_ == fitted.parameters_
    assert (restored.as_of_, restored.customers_, restored.time_unit_days) == (given.CDNOW_DAY, 2357, 7)
    pd.testing.assert_frame_equal(restored.intervals(), fitted.intervals())
    pd.testing.assert_series_equal(restored.standard_errors_, fitted.standard_errors_)


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}", '{"model": "pareto_nbd", "version": 1}', '{"model": "bg_nbd", "version": 1}']
)
def test_other_json_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadParameters, match=r"\."):
        BGNBD.from_json(text)


def test_nobody_bought_again_is_said() -> None:
    with pytest.raises(NoRepeatBuyers, match="None of the 3 customers bought on a second day"):
        BGNBD().fit(given.histories([(0, 0, 5), (0, 0, 9), (0, 0, 0)]))


def test_all_on_the_same_day_is_nobody_again() -> None:
    with pytest.raises(NoRepeatBuyers):
        BGNBD().fit(given.histories([(0, 0, 0)] * 50))


def test_one_customer_is_too_few() -> None:
    with pytest.raises(ConvergenceError, match="1 customers share 1 distinct"):
        BGNBD().fit(given.histories([(3, 20, 30)]))


def test_a_million_identical_customers_are_too_alike() -> None:
    identical = given.histories([(3, 20, 30)]).assign(customers=1_000_000)

    with pytest.raises(ConvergenceError, match="1,000,000 customers share 1 distinct"):
        BGNBD().fit(identical)


def test_clockwork_customers_end_in_a_sentence() -> None:
    """Nobody differs and nobody stops: the spread of rates and of stopping is not in the data."""
    clockwork = given.histories([(n, 7 * n, 7 * n) for n in range(10, 60)])

    with pytest.raises(ConvergenceError, match="The data do not settle"):
        BGNBD().fit(clockwork)


def test_nobody_at_all_is_said() -> None:
    with pytest.raises(BadHistory, match="no customers"):
        BGNBD().fit(given.histories([]).astype(float))


def test_nobody_to_score_gives_nothing() -> None:
    nobody = given.histories([]).astype(float)
    model = BGNBD.from_parameters(**TRUE)

    assert len(model.expected_orders(nobody, horizon_days=30)) == 0
    assert len(model.probability_alive(nobody)) == 0


@pytest.mark.parametrize("horizon", [0, -1, float("nan"), float("inf")])
def test_no_future_is_refused(horizon: float) -> None:
    with pytest.raises(BadHorizon, match="above 0"):
        BGNBD.from_parameters(**TRUE).expected_orders(given.cdnow(), horizon_days=horizon)


@pytest.mark.parametrize("unit", [0, -7, float("nan")])
def test_no_time_unit_is_refused(unit: float) -> None:
    with pytest.raises(BadParameters, match="time_unit_days"):
        BGNBD(time_unit_days=unit).fit(given.cdnow())


@pytest.mark.parametrize("wrong", [{"r": -1}, {"a": float("nan")}, {"b": float("inf")}])
def test_impossible_parameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadParameters, match=next(iter(wrong))):
        BGNBD.from_parameters(**{**TRUE, **wrong})


def test_unfitted_says_so() -> None:
    with pytest.raises(NotFitted, match=r"call fit\(history\) first"):
        BGNBD().expected_orders(given.cdnow(), horizon_days=7)


def test_given_parameters_have_no_errors() -> None:
    with pytest.raises(NotFitted, match="given, not fitted"):
        BGNBD.from_parameters(**TRUE).intervals()
