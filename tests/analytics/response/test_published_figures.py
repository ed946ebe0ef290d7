"""The figures printed in the books and papers."""

import pytest
from tests.analytics.response import given

from shuke.analytics.response import breakeven, cells, rates
from shuke.analytics.response.shrinkage import ShrunkRates


def test_hughes_break_even() -> None:
    """Hughes, "Strategic Database Marketing": a piece for 0.62, a sale that brings 35."""
    found = breakeven.rate(cost_per_piece=0.62, net_revenue_per_sale=35.0)

    assert found == pytest.approx(0.017714, abs=5e-7)
    assert breakeven.index(found, breakeven_rate=found) == 0


def test_hughes_sample() -> None:
    """Hughes: 40,000 of 800,000 customers are tested by taking every 20th."""
    assert cells.step_for(customers=800_000, sample=40_000) == 20


@pytest.mark.parametrize(
    ("responses", "pieces", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals(responses: int, pieces: int, lower: float, upper: float) -> None:
    """Newcombe (1998), table I, method 3."""
    found = rates.wilson(given.cells(c1=(pieces, responses))).loc["1"]

    assert [found["lower"], found["upper"]] == pytest.approx([lower, upper], abs=5e-5)


def test_rat_tumours() -> None:
    """Gelman et al., "Bayesian Data Analysis" (3rd ed.), section 5.3: E(α) = 2.4, E(β) = 14.3."""
    tested = ShrunkRates().fit(given.rat_experiments())

    concentration = 2.4 + 14.3
    assert tested.mean_ == pytest.approx(2.4 / concentration, abs=0.002)
    assert tested.concentration_ == pytest.approx(concentration, rel=0.1)
    latest = tested.rates(breakeven_rate=0.15).iloc[-1]
    assert latest["rate"] == pytest.approx((2.4 + 4) / (concentration + 14), abs=0.005)
