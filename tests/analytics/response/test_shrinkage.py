import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.response import given

from shuke.analytics.response.frames import BadTable
from shuke.analytics.response.shrinkage import NotFitted, ShrunkRates

BREAK_EVEN = 0.0177

results = st.integers(0, 500).flatmap(lambda pieces: st.tuples(st.just(pieces), st.integers(0, pieces)))


def shrunk(test: pd.DataFrame) -> pd.DataFrame:
    return ShrunkRates().fit(test).rates(breakeven_rate=BREAK_EVEN)


def test_recovers_the_prior_of_simulated_cells() -> None:
    test, true = given.simulated_test(np.random.default_rng(5), pieces=2000)

    tested = ShrunkRates().fit(test)

    assert tested.mean_ == pytest.approx(true.mean(), abs=0.002)
    assert tested.concentration_ == pytest.approx(150, rel=0.4)


def test_intervals_hold_the_true_rates_as_often_as_they_say() -> None:
    rng = np.random.default_rng(6)
    held = []
    for _ in range(10):
        test, true = given.simulated_test(rng, pieces=320)
        found = shrunk(test)
        held.append(((found["lower"] < true) & (true < found["upper"])).mean())

    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_probabilities_come_true() -> None:
    rng = np.random.default_rng(7)
    pairs = [given.simulated_test(rng, pieces=320) for _ in range(10)]
    said = pd.concat([shrunk(test)["probability_above"] for test, _ in pairs])
    came = pd.concat([true > BREAK_EVEN for _, true in pairs])

    for low, high in ((0, 0.25), (0.25, 0.75), (0.75, 1)):
        band = said.between(low, high)
        assert came[band].mean() == pytest.approx(said[band].mean(), abs=0.05)


def test_a_lucky_small_cell_is_drawn_to_the_rest() -> None:
    test = given.cells(c555=(1000, 22), c444=(1000, 18), c333=(1000, 17), c222=(1000, 20), c111=(10, 1))

    found = shrunk(test)["rate"]

    assert found["111"] < 0.04
    assert found["555"] == pytest.approx(0.021, abs=0.002)


def test_many_pieces_speak_for_themselves() -> None:
    found = shrunk(given.cells(c555=(1_000_000, 50_000), c111=(1_000_000, 5_000)))["rate"]

    assert found.tolist() == pytest.approx([0.05, 0.005], rel=0.01)


def test_a_cell_without_pieces_takes_the_mean() -> None:
    tested = ShrunkRates().fit(given.cells(c555=(500, 30), c333=(500, 10), c111=(0, 0)))

    assert tested.rates(breakeven_rate=BREAK_EVEN).loc["111", "rate"] == pytest.approx(tested.mean_)


def test_no_response_at_all_promises_next_to_nothing() -> None:
    found = shrunk(given.cells(c555=(500, 0), c111=(500, 0)))

    assert (found["rate"] < 0.002).all()
    assert (found["probability_above"] < 0.01).all()


def test_a_single_cell_keeps_its_doubt() -> None:
    found = shrunk(given.cells(c555=(500, 9))).loc["555"]

    assert found["lower"] < 0.011
    assert found["upper"] > 0.026


@settings(deadline=None, max_examples=25)
@examples(st.lists(results, min_size=1, max_size=12).filter(lambda rows: any(pieces for pieces, _ in rows)))
def test_rates_lie_in_their_bounds(rows: list[tuple[int, int]]) -> None:
    found = shrunk(pd.DataFrame(rows, columns=["pieces", "responses"]))

    assert not found.isna().any(axis=None)
    assert found["rate"].between(0, 1).all()
    assert (found["lower"] <= found["upper"]).all()
    assert found["probability_above"].between(0, 1).all()


@settings(deadline=None, max_examples=25)
@examples(st.lists(st.integers(0, 300), min_size=2, max_size=12))
def test_more_responses_of_as_many_pieces_never_lower_a_rate(responses: list[int]) -> None:
    ordered = sorted(responses)
    found = shrunk(pd.DataFrame({"pieces": 300, "responses": ordered}))

    assert (found["rate"].diff().dropna() >= -1e-12).all()
    assert (found["probability_above"].diff().dropna() >= -1e-9).all()


def test_prediction_counts_pieces_times_rates() -> None:
    tested = ShrunkRates().fit(given.cells(c555=(500, 30), c333=(500, 10)))
    rates = tested.rates(breakeven_rate=BREAK_EVEN)["rate"]

    predicted = tested.predict(pd.Series({"555": 2000, "333": 1000}))

    assert predicted.expected == pytest.approx(2000 * rates["555"] + 1000 * rates["333"])


def test_cells_to_mail_must_have_been_tested() -> None:
    tested = ShrunkRates().fit(given.cells(c555=(500, 30)))

    with pytest.raises(BadTable, match="1 cells to mail were not in the test \\(first: 444\\)"):
        tested.predict(pd.Series({"444": 10}))
    with pytest.raises(BadTable, match="pieces is no whole number"):
        tested.predict(pd.Series({"555": -10}))


def test_a_test_without_pieces_teaches_nothing() -> None:
    with pytest.raises(BadTable, match="No piece was sent"):
        ShrunkRates().fit(given.cells(c555=(0, 0)))


def test_rates_need_a_test() -> None:
    with pytest.raises(NotFitted, match="call fit"):
        ShrunkRates().rates(breakeven_rate=BREAK_EVEN)
