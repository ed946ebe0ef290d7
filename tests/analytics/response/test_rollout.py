import numpy as np
import pandas as pd
import pytest
from tests.analytics.response import given

from shuke.analytics.response import rollout
from shuke.analytics.response.breakeven import Terms
from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.shrinkage import ShrunkRates

HUGHES = Terms(cost_per_piece=0.62, net_revenue_per_sale=35.0)
TO_MAIL = pd.Series({"111": 10_000, "333": 10_000, "555": 5_000})


def known(**rates: tuple[float, float]) -> pd.DataFrame:
    """known(c555=(rate, probability above break-even))."""
    index = [name[1:] for name in rates]
    return pd.DataFrame(list(rates.values()), columns=["rate", "probability_above"], index=index)


RATES = known(c111=(0.008, 0.01), c333=(0.018, 0.55), c555=(0.04, 0.99))


def test_hand_worked_roll_out() -> None:
    """Break-even 1.77 %: 5,000 × (.04 × 35 − .62) = 3,900; 10,000 × (.018 × 35 − .62) = 100; cell 111 loses 3,400."""
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES)

    assert choice["expected_profit"].to_dict() == pytest.approx({"555": 3900, "333": 100, "111": -3400})
    assert choice["is_chosen"].to_dict() == {"555": True, "333": True, "111": False}
    assert choice.loc[choice["is_chosen"], "expected_profit"].sum() == pytest.approx(4000)
    assert choice["expected_profit"].sum() == pytest.approx(600)


def test_caution_leaves_doubtful_cells_out() -> None:
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES, min_probability=0.8)

    assert choice.index[choice["is_chosen"]].tolist() == ["555"]


def test_best_cells_stand_first() -> None:
    assert rollout.choose(RATES, TO_MAIL, terms=HUGHES).index.tolist() == ["555", "333", "111"]


def test_actual_profit_stands_beside_expected() -> None:
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES)

    found = rollout.compare(choice, given.cells(c555=(5000, 180), c333=(10_000, 200)), terms=HUGHES)

    assert found["actual_profit"].to_dict() == pytest.approx({"555": 3200, "333": 800})
    assert found["difference"].to_dict() == pytest.approx({"555": -700, "333": 700})
    assert found["rate"].to_dict() == pytest.approx({"555": 0.036, "333": 0.02})


def test_margins_really_earned_count_where_known() -> None:
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES)
    results = given.cells(c555=(5000, 180)).assign(margin=7000.0)

    assert rollout.compare(choice, results, terms=HUGHES).loc["555", "actual_profit"] == pytest.approx(3900)


def test_fewer_pieces_than_planned_are_expected_to_earn_less() -> None:
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES)

    found = rollout.compare(choice, given.cells(c555=(2500, 100), c333=(0, 0)), terms=HUGHES)

    assert found["expected_profit"].to_dict() == pytest.approx({"555": 1950, "333": 0})
    assert pd.isna(found.loc["333", "rate"])


def test_measured_rates_promise_too_much_and_shrunk_ones_keep_it() -> None:
    """Cells of equal size are chosen alike either way, the lucky with the good; only the promise differs."""
    rng = np.random.default_rng(11)
    promised, brought, naive_promise, naive_brought, held = [], [], [], [], []
    for _ in range(40):
        test, true = given.simulated_test(rng, pieces=100)
        tested = ShrunkRates().fit(test)
        to_mail = pd.Series(1000, index=test.index)
        choice = rollout.choose(tested.rates(breakeven_rate=HUGHES.breakeven_rate), to_mail, terms=HUGHES)
        chosen = choice.index[choice["is_chosen"]]
        forecast = rollout.forecast(tested, to_mail[chosen], terms=HUGHES)
        actual = HUGHES.profit(1000.0 * len(chosen), float(rng.binomial(1000, true[chosen]).sum()))
        promised.append(forecast.profit)
        brought.append(actual)
        held.append(forecast.profit_lower <= actual <= forecast.profit_upper)
        measured = test["responses"] / test["pieces"]
        lucky = measured > HUGHES.breakeven_rate
        naive_promise.append(HUGHES.profit(1000.0 * lucky.sum(), float(1000 * measured[lucky].sum())))
        naive_brought.append(HUGHES.profit(1000.0 * lucky.sum(), float(1000 * true[lucky].sum())))

    assert np.mean(promised) == pytest.approx(np.mean(brought), rel=0.1)
    assert np.mean(held) >= 0.9
    assert np.mean(naive_promise) > 1.5 * np.mean(naive_brought)
    assert np.mean(brought) == pytest.approx(np.mean(naive_brought), rel=0.05)


@pytest.mark.parametrize("pieces", [pd.Series({"555": 0}), TO_MAIL[TO_MAIL > 1e9]], ids=["none", "no cell"])
def test_forecast_of_no_pieces_is_nil(pieces: "pd.Series[int]") -> None:
    tested = ShrunkRates().fit(given.cells(c555=(500, 30)))

    found = rollout.forecast(tested, pieces, terms=HUGHES)

    assert [found.pieces, found.profit, found.profit_lower, found.profit_upper] == [0, 0, 0, 0]


def test_a_forecast_cannot_have_fewer_responses_than_none() -> None:
    tested = ShrunkRates().fit(given.cells(c555=(500, 1)))

    found = rollout.forecast(tested, pd.Series({"555": 10}), terms=HUGHES)

    assert found.profit_lower == pytest.approx(-6.2)


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ({"444": 10}, "1 cells to mail have no rate \\(first: 444\\)"),
        ({"555": -1}, "pieces is no whole number"),
        ({"555": float("nan")}, "pieces is missing or infinite"),
    ],
)
def test_impossible_plans_are_refused(pieces: dict[str, float], sentence: str) -> None:
    with pytest.raises(BadTable, match=sentence):
        rollout.choose(RATES, pd.Series(pieces), terms=HUGHES)


def test_a_cell_is_planned_once() -> None:
    twice = pd.Series([10, 20], index=["555", "555"])

    with pytest.raises(BadTable, match="The cell 555 stands in the table twice"):
        rollout.choose(RATES, twice, terms=HUGHES)
    with pytest.raises(BadTable, match="The cell 555 stands in the table twice"):
        ShrunkRates().fit(given.cells(c555=(500, 30))).predict(twice)


def test_results_need_a_forecast() -> None:
    choice = rollout.choose(RATES, TO_MAIL, terms=HUGHES)

    with pytest.raises(BadTable, match="1 cells of the results had no forecast"):
        rollout.compare(choice, given.cells(c222=(10, 1)), terms=HUGHES)
