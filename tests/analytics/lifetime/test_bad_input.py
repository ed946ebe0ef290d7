"""What a shop can hand over at its worst: estimators answer with a sentence, or with numbers and a said fallback."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.lifetime import BGNBD, GammaGamma, ParetoNBD, cash_flows, outlook
from shuke.lib.errors import ShukeError

AS_OF = date(2026, 6, 30)
COLUMNS = ["repeat_orders", "active_days", "age_days", "mean_order_value"]
ESTIMATORS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {}


def estimator(fit: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    ESTIMATORS[fit.__name__] = fit
    return fit


@estimator
def bg_nbd(history: pd.DataFrame) -> pd.DataFrame:
    return BGNBD().fit(history).score(history, horizon_days=90)


@estimator
def pareto_nbd(history: pd.DataFrame) -> pd.DataFrame:
    return ParetoNBD().fit(history).score(history, horizon_days=90)


@estimator
def gamma_gamma(history: pd.DataFrame) -> pd.DataFrame:
    return GammaGamma().fit(history).expected_order_value(history).to_frame()


@estimator
def value(history: pd.DataFrame) -> pd.DataFrame:
    models = outlook.fit(history, as_of=AS_OF)
    return outlook.outlook(history, models, settings=outlook.OutlookSettings(), margin_share=0.3)


@estimator
def flows(history: pd.DataFrame) -> pd.DataFrame:
    expected = cash_flows.forecast(history, buying=BGNBD().fit(history), spend=GammaGamma().fit(history), periods=3)
    return cash_flows.customer_value(expected, discount_rate=0.01)


def made_up(*, customers: int = 600) -> pd.DataFrame:
    random = np.random.default_rng(5)
    bought = BGNBD.from_parameters(r=0.5, alpha=30.0, a=0.8, b=2.4).simulate(
        random.integers(100, 400, customers), random=random
    )
    spend = GammaGamma.from_parameters(p=6.25, q=3.74, gamma=15.4).simulate(bought["repeat_orders"], random=random)
    return bought.assign(mean_order_value=spend)[COLUMNS]


def alike(repeats: float, active: float, age: float, mean: float, *, customers: int) -> pd.DataFrame:
    return pd.DataFrame([[repeats, active, age, mean]], columns=COLUMNS).assign(customers=float(customers))


def holed(column: str, worth: float) -> pd.DataFrame:
    history = made_up()
    history.loc[history["repeat_orders"].idxmax(), column] = worth
    return history


def answered(estimate: Callable[[pd.DataFrame], pd.DataFrame], shop: pd.DataFrame) -> pd.DataFrame | str:
    try:
        return estimate(shop)
    except ShukeError as said:
        return str(said)


SHOPS = {
    "nobody": pd.DataFrame(columns=COLUMNS, dtype=float),  # as of a day before the first order
    "nobody_twice": pd.DataFrame([[0, 0, age, np.nan] for age in range(1, 600)], columns=COLUMNS),
    "one_customer": alike(3, 80, 90, 12.0, customers=1),
    "one_order": alike(0, 0, 9, np.nan, customers=1),
    "one_day": alike(0, 0, 0, np.nan, customers=600),
    "a_million_alike": alike(4, 60, 90, 12.0, customers=1_000_000),
    "nan_orders": holed("repeat_orders", np.nan),
    "nan_age": holed("age_days", np.nan),
    "infinite_age": holed("age_days", np.inf),
    "nan_mean": holed("mean_order_value", np.nan),
    "infinite_mean": holed("mean_order_value", np.inf),
    "refunds_alone": made_up().assign(mean_order_value=lambda t: -t["mean_order_value"]),
    "one_price": made_up().assign(mean_order_value=9.0),
}


@pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)
@pytest.mark.parametrize("shop", SHOPS.values(), ids=SHOPS)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_the_worst_shops_end_in_a_sentence_or_in_numbers(
    shop: pd.DataFrame, estimate: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    answer = answered(estimate, shop)

    if isinstance(answer, str):
        assert answer.endswith(".")
        assert "nan" not in answer.lower()
    else:
        assert np.isfinite(answer.to_numpy()).all()


@pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)
def test_the_shop_without_a_flaw_gets_numbers(estimate: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    assert np.isfinite(estimate(made_up()).to_numpy()).all()


@pytest.mark.parametrize("name", ["nan_mean", "infinite_mean", "refunds_alone", "one_price"])
def test_spend_that_cannot_be_fitted_leaves_orders_and_says_so(name: str) -> None:
    models = outlook.fit(SHOPS[name], as_of=AS_OF)

    assert models.spend is None
    assert models.remark.endswith(".")
    assert np.isfinite(value(SHOPS[name]).to_numpy()).all()


def test_months_of_refunds_leave_their_customer_out_and_count_them() -> None:
    history = holed("mean_order_value", -40.0)

    model = GammaGamma().fit(history)

    assert model.notes_["left_out"] == 1
    assert model.expected_order_value(history).min() > 0


@pytest.mark.parametrize("model", [BGNBD, ParetoNBD])
def test_a_million_customers_of_few_histories_count_like_their_histories(model: type[BGNBD] | type[ParetoNBD]) -> None:
    """Weights alone grow: parameters stay, and the likelihood is that of so many."""
    few = made_up()[COLUMNS[:3]].assign(customers=1.0)
    many = few.assign(customers=2_000.0)

    small, large = model().fit(few), model().fit(many)

    assert large.customers_ == 1_200_000
    assert list(large.parameters_.values()) == pytest.approx(list(small.parameters_.values()), rel=1e-3)
    assert small.log_likelihood_ is not None
    assert large.log_likelihood_ == pytest.approx(2_000 * small.log_likelihood_, rel=1e-7)
