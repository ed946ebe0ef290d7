import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import beta
from tests.analytics.response.uplift import given

from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.uplift import effect


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def spenders(treated: list[float], control: list[float]) -> pd.DataFrame:
    amounts = np.array([*treated, *control])
    is_treated = [True] * len(treated) + [False] * len(control)
    columns = {"is_treated": is_treated, "responded": amounts > 0, "revenue": amounts, "margin": amounts / 2}
    return pd.DataFrame(columns)


def test_hand_worked_campaign() -> None:
    """Contacted 30 of 200 bought for 20, held out 10 of 200: +10 points, +2.00 a head, 200 × (1.00 − 0.62) in all."""
    customers = spenders([20.0] * 30 + [0.0] * 170, [20.0] * 10 + [0.0] * 190)

    found = effect.measure(customers, random_state=rng(), cost_per_piece=0.62)

    assert found["difference"].to_dict() == pytest.approx({"response": 0.1, "revenue": 2.0, "profit": 0.38})
    assert found["total"].to_dict() == pytest.approx({"response": 20, "revenue": 400, "profit": 76})
    assert found["verdict"].to_dict() == {"response": "gain", "revenue": "gain", "profit": "unclear"}


def test_difference_of_shares_equals_simulation() -> None:
    found = effect.measure(given.groups(treated=(9, 60), control=(2, 45)), random_state=rng()).loc["response"]

    draws = beta.rvs(9.5, 51.5, size=400_000, random_state=2) - beta.rvs(2.5, 43.5, size=400_000, random_state=3)
    assert [found["lower"], found["upper"]] == pytest.approx(np.quantile(draws, [0.025, 0.975]).tolist(), abs=0.001)
    assert found["probability_above"] == pytest.approx((draws > 0).mean(), abs=0.002)


def test_500_members_are_enough_for_intervals_that_hold() -> None:
    draws, held = rng(4), []
    for _ in range(40):
        found = effect.measure(given.campaign(draws, 500), random_state=draws)
        truths = {"response": 0.04, "revenue": 0.04 * given.MEAN_AMOUNT}
        held.append([found.loc[name, "lower"] < truth < found.loc[name, "upper"] for name, truth in truths.items()])

    assert (np.mean(held, axis=0) >= 0.85).all()


def test_large_groups_agree_with_the_means_own_error() -> None:
    customers = given.campaign(rng(5), 60_000)

    found = effect.measure(customers, random_state=rng()).loc["revenue"]

    groups = customers.groupby("is_treated")["revenue"]
    error = np.sqrt((groups.var() / groups.count()).sum())
    assert found["upper"] - found["lower"] == pytest.approx(2 * 1.96 * error, rel=0.04)


def test_a_campaign_without_effect_is_unclear() -> None:
    found = effect.measure(given.groups(treated=(12, 250), control=(12, 250)), random_state=rng())

    assert found.loc["response", ["difference", "verdict"]].tolist() == [0, "unclear"]
    assert found.loc["response", "probability_above"] == pytest.approx(0.5, abs=0.01)


def test_a_campaign_that_drove_customers_off_is_a_loss() -> None:
    found = effect.measure(given.groups(treated=(5, 250), control=(40, 250)), random_state=rng())

    assert found.loc["response", "verdict"] == "loss"


def test_a_hold_out_that_bought_nothing_keeps_its_doubt() -> None:
    found = effect.measure(spenders([10.0] * 3 + [0.0] * 97, [0.0] * 100), random_state=rng()).loc["revenue"]

    assert found["verdict"] == "unclear"
    assert found["lower"] < 0 < found["upper"]


def test_money_nobody_spent_has_no_interval() -> None:
    found = effect.measure(spenders([0.0] * 50, [0.0] * 50), random_state=rng(), cost_per_piece=0.5)

    assert found.loc["revenue", "difference"] == 0
    assert found.loc["profit", "difference"] == -0.5
    assert found.loc[["revenue", "profit"], ["lower", "upper"]].isna().all(axis=None)
    assert found.loc["profit", "verdict"] == "unclear"


def test_money_is_optional() -> None:
    found = effect.measure(given.groups(treated=(1, 10), control=(0, 10)), random_state=rng())

    assert found.index.tolist() == ["response"]


def test_the_same_seed_gives_the_same_interval() -> None:
    customers = given.campaign(rng(6), 500)

    first, second = (effect.measure(customers, random_state=rng(9)) for _ in range(2))

    pd.testing.assert_frame_equal(first, second)


@settings(deadline=None, max_examples=12)
@examples(sizes=st.tuples(*[st.integers(1, 80)] * 2), shares=st.tuples(*[st.floats(0, 1)] * 2))
def test_intervals_keep_their_bounds_and_turn_with_the_groups(
    sizes: tuple[int, int], shares: tuple[float, float]
) -> None:
    counts = [(round(share * size), size) for share, size in zip(shares, sizes, strict=True)]

    there = effect.measure(given.groups(treated=counts[0], control=counts[1]), random_state=rng()).loc["response"]
    back = effect.measure(given.groups(treated=counts[1], control=counts[0]), random_state=rng()).loc["response"]

    assert -1 <= there["lower"] <= there["upper"] <= 1
    assert there["lower"] == pytest.approx(-back["upper"], abs=0.01)
    assert there["probability_above"] == pytest.approx(1 - back["probability_above"], abs=0.01)


@pytest.mark.parametrize(("treated", "control"), [((1, 10), (0, 0)), ((0, 0), (1, 10)), ((0, 0), (0, 0))])
def test_both_groups_are_needed(treated: tuple[int, int], control: tuple[int, int]) -> None:
    with pytest.raises(BadTable, match="contacted customers and held-out ones"):
        effect.measure(given.groups(treated=treated, control=control), random_state=rng())


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("responded", 2, "responded is neither true nor false"),
        ("is_treated", None, "is_treated is missing"),
        ("revenue", float("inf"), "revenue is missing or infinite"),
    ],
)
def test_broken_columns_are_refused(column: str, value: object, sentence: str) -> None:
    customers = spenders([1.0, 2.0], [3.0]).astype(object)
    customers.loc[0, column] = value

    with pytest.raises(BadTable, match=sentence):
        effect.measure(customers, random_state=rng())


def test_impossible_costs_and_levels_are_refused() -> None:
    customers = given.groups(treated=(1, 10), control=(0, 10))

    with pytest.raises(BadTable, match="A piece costs"):
        effect.measure(customers, random_state=rng(), cost_per_piece=-1)
    with pytest.raises(BadTable, match="between 0 and 1"):
        effect.measure(customers, random_state=rng(), level=95)
