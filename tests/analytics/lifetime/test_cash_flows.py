import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.lifetime import given

from shuke.analytics.lifetime import BGNBD, GammaGamma
from shuke.analytics.lifetime.cash_flows import BadFlows, customer_value, forecast, present_value

BUYING = BGNBD.from_parameters(r=0.243, alpha=4.414, a=0.793, b=2.426, time_unit_days=7)
SPEND = GammaGamma.from_parameters(p=6.25, q=3.74, gamma=15.44)


def flows(*rows: list[float]) -> pd.DataFrame:
    return pd.DataFrame(rows, index=[f"c{n}" for n in range(len(rows))], columns=range(1, len(rows[0]) + 1))


def test_each_period_is_discounted_once_more() -> None:
    worth = present_value(flows([110, 121, 133.1]), discount_rate=0.1)

    assert worth["c0"] == pytest.approx(300)


def test_a_flow_received_now_is_not_discounted() -> None:
    assert present_value(flows([100, 110]), discount_rate=0.1, first_period=0)["c0"] == pytest.approx(200)


def test_losses_count_against_gains() -> None:
    assert present_value(flows([100, -100]), discount_rate=0)["c0"] == 0


@settings(deadline=None)
@examples(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0, 2), st.floats(0, 2))
def test_a_higher_rate_never_raises_the_value(amounts: list[float], rate: float, more: float) -> None:
    table = flows(amounts)

    low = present_value(table, discount_rate=rate + more)["c0"]

    assert 0 <= low <= present_value(table, discount_rate=rate)["c0"] * (1 + 1e-12)


def test_forecast_adds_up_to_the_whole_horizon() -> None:
    cdnow = given.cdnow()

    by_month = forecast(cdnow, buying=BUYING, spend=SPEND, periods=12, margin=0.3)

    orders = BUYING.expected_orders(cdnow, horizon_days=360)
    expected = orders * SPEND.expected_order_value(cdnow) * 0.3
    np.testing.assert_allclose(by_month.sum(axis=1), expected, rtol=1e-9)
    assert (by_month >= 0).all(axis=None)
    assert list(by_month.columns) == list(range(1, 13))


def test_known_flows_stand_in_place_of_the_forecast() -> None:
    known = pd.DataFrame({2: [None, 7.0]}, index=["c0", "c1"])

    value = customer_value(flows([1, 1], [1, 1]), discount_rate=0, known=known)

    assert value["future_value"].tolist() == [2, 8]


def test_narrow_is_the_future_and_broad_adds_the_past_both_less_the_cost() -> None:
    value = customer_value(
        flows([110, 121], [0, 0]),
        discount_rate=0.1,
        past=pd.Series({"c0": 40.0}),
        cost_to_serve=pd.Series({"c0": 11.0, "c1": 12.1}),
    )

    assert value.loc["c0", "cost_to_serve"] == pytest.approx(10 + 11 / 1.21)
    assert value.loc["c0", "narrow_value"] == pytest.approx(200 - 10 - 11 / 1.21)
    assert value.loc["c0", "broad_value"] == pytest.approx(240 - 10 - 11 / 1.21)
    assert value.loc["c1", "narrow_value"] < 0


@pytest.mark.parametrize("rate", [-1, -3, float("nan"), float("inf")])
def test_impossible_rates_are_refused(rate: float) -> None:
    with pytest.raises(BadFlows, match="discount rate"):
        present_value(flows([1]), discount_rate=rate)


def test_missing_flows_are_refused() -> None:
    with pytest.raises(BadFlows, match=r"flows are missing or infinite for 1 customers \(first: c1\)"):
        present_value(flows([1], [float("nan")]), discount_rate=0)


@pytest.mark.parametrize(("periods", "margin", "word"), [(0, 1, "periods"), (9999, 1, "periods"), (3, 30, "margin")])
def test_impossible_forecasts_are_refused(periods: int, margin: float, word: str) -> None:
    with pytest.raises(BadFlows, match=word):
        forecast(given.cdnow(), buying=BUYING, spend=SPEND, periods=periods, margin=margin)


def test_known_flows_of_strangers_are_refused() -> None:
    with pytest.raises(BadFlows, match="name 1 customers and 0 periods"):
        customer_value(flows([1]), discount_rate=0, known=pd.DataFrame({1: [5.0]}, index=["stranger"]))


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(BadFlows, match="cost_to_serve is negative for 1 customers"):
        customer_value(flows([1]), discount_rate=0, cost_to_serve=-1)
