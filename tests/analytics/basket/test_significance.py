import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, hypergeom

from shuke.analytics.basket.significance import BadProbabilities, at_least, at_most, false_discovery_rates


@st.composite
def margins(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Orders with both, with a, with b, in all: every table that can be."""
    orders = draw(st.integers(1, 300))
    a, b = draw(st.integers(1, orders)), draw(st.integers(1, orders))
    return draw(st.integers(max(0, a + b - orders), min(a, b))), a, b, orders


def tails(together: int, a: int, b: int, orders: int) -> tuple[float, float]:
    k, with_a, with_b = (np.array([value]) for value in (together, a, b))
    return (
        float(at_least(k, orders_a=with_a, orders_b=with_b, orders=orders)[0]),
        float(at_most(k, orders_a=with_a, orders_b=with_b, orders=orders)[0]),
    )


def test_the_lady_tasting_tea() -> None:
    """Fisher's own: of eight cups, four with milk first, she names three rightly: 17 ÷ 70."""
    more, fewer = tails(3, 4, 4, 8)

    assert more == pytest.approx(17 / 70, rel=1e-12)
    assert fewer == pytest.approx(69 / 70, rel=1e-12)


@given(table=margins())
@settings(max_examples=100, deadline=None)
def test_equal_to_the_hypergeometric_distribution(table: tuple[int, int, int, int]) -> None:
    together, a, b, orders = table

    more, fewer = tails(*table)

    assert more == pytest.approx(hypergeom.sf(together - 1, orders, a, b), rel=1e-9, abs=1e-12)
    assert fewer == pytest.approx(hypergeom.cdf(together, orders, a, b), rel=1e-9, abs=1e-12)


def test_far_tails_keep_their_digits_until_they_are_nothing() -> None:
    assert tails(60, 100, 100, 1000)[0] == pytest.approx(hypergeom.sf(59, 1000, 100, 100), rel=1e-8)
    assert tails(20_000, 20_000, 20_000, 1_000_000)[0] == 0.0


def test_q_values_worked_by_hand() -> None:
    q_values = false_discovery_rates(np.array([0.04, 0.01, 0.03, 0.5]), tests=8)

    assert q_values == pytest.approx([8 * 0.04 / 3, 0.08, 8 * 0.04 / 3, 1.0])


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=40), unseen=st.integers(0, 20))
@settings(max_examples=50, deadline=None)
def test_tests_not_given_count_as_certain_chance(p_values: list[float], unseen: int) -> None:
    q_values = false_discovery_rates(np.array(p_values), tests=len(p_values) + unseen)

    expected = false_discovery_control([*p_values, *[1.0] * unseen])[: len(p_values)]
    assert q_values == pytest.approx(expected)


@pytest.mark.parametrize(("p_values", "tests"), [([1.5], 1), ([float("nan")], 1), ([0.1, 0.2], 1)])
def test_impossible_probabilities_are_refused(p_values: list[float], tests: int) -> None:
    with pytest.raises(BadProbabilities, match="between 0 and 1"):
        false_discovery_rates(np.array(p_values), tests=tests)
