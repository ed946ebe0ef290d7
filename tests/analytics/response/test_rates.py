import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from tests.analytics.response import given

from shuke.analytics.response import rates
from shuke.analytics.response.frames import BadTable


@settings(deadline=None, max_examples=40)
@examples(data=st.data(), pieces=st.integers(1, 5000), level=st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_equal_scipys(data: st.DataObject, pieces: int, level: float) -> None:
    responses = data.draw(st.integers(0, pieces))

    found = rates.wilson(given.cells(c1=(pieces, responses)), level=level).loc["1"]

    reference = binomtest(responses, pieces).proportion_ci(level, method="wilson")
    assert [found["lower"], found["upper"]] == pytest.approx([reference.low, reference.high], abs=1e-12)
    assert 0 <= found["lower"] <= found["rate"] <= found["upper"] <= 1


def test_the_table_of_a_test() -> None:
    test = given.cells(c555=(1000, 60), c333=(1000, 20), c111=(1000, 2))

    found = rates.table(test, breakeven_rate=0.02)

    assert found["index"].tolist() == pytest.approx([200, 0, -90])
    assert found["standing"].tolist() == ["above", "unclear", "below"]
    assert (found["index_lower"] < found["index"]).all()
    assert (found["index"] < found["index_upper"]).all()


def test_a_cell_without_pieces_has_no_rate_and_may_be_anything() -> None:
    found = rates.table(given.cells(c555=(0, 0)), breakeven_rate=0.02).loc["555"]

    assert pd.isna(found["rate"])
    assert [found["lower"], found["upper"], found["standing"]] == [0, 1, "unclear"]


@pytest.mark.parametrize(
    ("pieces", "responses", "sentence"),
    [
        (10, 11, r"responses exceed pieces .* in 1 rows \(first: 555\)"),
        (-1, 0, "pieces is no whole number"),
        (10, 1.5, "responses is no whole number"),
        (10, float("nan"), "responses is missing or infinite"),
        (10, "many", "responses holds something that is no number"),
    ],
)
def test_broken_counts_are_refused(pieces: object, responses: object, sentence: str) -> None:
    cells = pd.DataFrame({"pieces": [pieces], "responses": [responses]}, index=["555"])

    with pytest.raises(BadTable, match=sentence):
        rates.wilson(cells)


def test_missing_columns_are_named() -> None:
    with pytest.raises(BadTable, match="no column responses"):
        rates.wilson(given.cells(c555=(10, 1)).drop(columns="responses"))


def test_a_cell_counts_once() -> None:
    with pytest.raises(BadTable, match="The cell 555 stands in the table twice"):
        rates.wilson(pd.concat([given.cells(c555=(10, 1))] * 2))


def test_a_test_has_cells() -> None:
    with pytest.raises(BadTable, match="no cells"):
        rates.wilson(given.cells())


@pytest.mark.parametrize("level", [0, 1, 95])
def test_impossible_levels_are_refused(level: float) -> None:
    with pytest.raises(BadTable, match="between 0 and 1"):
        rates.wilson(given.cells(c555=(10, 1)), level=level)
