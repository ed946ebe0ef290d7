from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from shuke.analytics.response import breakeven
from shuke.analytics.response.breakeven import BadTerms, Terms

amounts = st.floats(min_value=0.01, max_value=1e6)


def test_costs_over_net_revenue() -> None:
    assert breakeven.rate(cost_per_piece=1.0, net_revenue_per_sale=50.0) == 0.02


def test_money_as_decimals() -> None:
    assert breakeven.rate(cost_per_piece=Decimal("0.5"), net_revenue_per_sale=Decimal("25")) == 0.02


def test_a_rate_nobody_can_reach_is_said_as_it_is() -> None:
    assert breakeven.rate(cost_per_piece=40.0, net_revenue_per_sale=20.0) == 2.0


def test_index_counts_from_break_even() -> None:
    rates = pd.Series({"555": 0.04, "333": 0.02, "111": 0.0})

    assert breakeven.index(rates, breakeven_rate=0.02).to_dict() == {"555": 100, "333": 0, "111": -100}


@examples(cost=amounts, net_revenue=amounts, pieces=st.integers(0, 10**6))
def test_profit_is_nil_at_the_break_even_rate(cost: float, net_revenue: float, pieces: int) -> None:
    terms = Terms(cost_per_piece=cost, net_revenue_per_sale=net_revenue)

    profit = terms.profit(float(pieces), pieces * terms.breakeven_rate)

    assert profit == pytest.approx(0, abs=1e-9 * max(1.0, pieces * cost))


@pytest.mark.parametrize("cost", [-0.01, float("nan"), float("inf")])
def test_impossible_costs_are_refused(cost: float) -> None:
    with pytest.raises(BadTerms, match="A piece costs"):
        breakeven.rate(cost_per_piece=cost, net_revenue_per_sale=35.0)


@pytest.mark.parametrize("net_revenue", [0.0, -5.0, float("nan")])
def test_a_sale_must_earn(net_revenue: float) -> None:
    with pytest.raises(BadTerms, match="no response rate breaks even"):
        breakeven.rate(cost_per_piece=0.62, net_revenue_per_sale=net_revenue)


def test_what_costs_nothing_has_no_index() -> None:
    with pytest.raises(BadTerms, match="index needs one above 0"):
        breakeven.index(0.02, breakeven_rate=0.0)
