from collections import Counter
from typing import Any

import ibis
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.worth import given

from shuke.analytics.response import cells
from shuke.analytics.response.cells import BadSample
from shuke.analytics.worth import rfm
from shuke.analytics.worth.columns import MissingColumns


def summary_of(customers: int) -> Any:
    """The n-th customer bought n days ago, n mod 7 + 1 times, and spent n²."""
    rows = [
        (f"c{number:04}", number % 300 + order, number**2)
        for number in range(customers)
        for order in range(number % 7 + 1)
    ]
    return rfm.summary(given.orders(rows), as_of=given.DAY)


def file_of(**cell_sizes: int) -> Any:
    """Customers by cell: file_of(c111=40) is forty customers of cell 111."""
    rows = [(f"{cell[1:]}-{number:04}", cell[1:]) for cell, size in cell_sizes.items() for number in range(size)]
    return ibis.memtable(rows, columns=["customer_id", "cell"])


def cells_of(table: Any) -> Counter[str]:
    return Counter(given.by_customer(table, "cell").values())


def test_cells_are_the_nested_codes() -> None:
    table = cells.nested(summary_of(250))

    assert {(row[3], *row[:3]) for row in given.rows_of(table, "r", "f", "m", "cell")} == {
        (f"{r}{f}{m}", r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
    }


@settings(given.FEW, max_examples=5)
@examples(customers=st.integers(1, 400))
def test_cells_are_equal_to_within_one(customers: int) -> None:
    sizes = cells_of(cells.nested(summary_of(customers)))

    assert sum(sizes.values()) == customers
    assert len(sizes) == min(customers, 125)
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_customers_in_memory_get_the_same_cells() -> None:
    summary = summary_of(250)
    inside = summary.filter(summary.in_window).to_pyarrow()

    found = cells.nested_in_memory(inside)

    by_customer = dict(zip(found["customer_id"].to_pylist(), found["cell"].to_pylist(), strict=True))
    assert by_customer == given.by_customer(cells.nested(summary), "cell")
    with pytest.raises(MissingColumns, match="no column spend"):
        cells.nested_in_memory(inside.drop_columns("spend"))


def test_customers_silent_in_the_window_have_no_cell() -> None:
    summary = rfm.summary(given.orders([("recent", 3, 10), ("silent", 400, 10)]), as_of=given.DAY)

    assert set(given.by_customer(cells.nested(summary), "cell")) == {"recent"}


def test_the_sample_mirrors_the_cells() -> None:
    sample = cells.every_nth(file_of(c111=40, c333=80, c555=20), step=20)

    assert cells_of(sample) == {"111": 2, "333": 4, "555": 1}


@settings(given.FEW, max_examples=5)
@examples(sizes=st.lists(st.integers(0, 60), min_size=1, max_size=5), step=st.integers(1, 4))
def test_all_starts_together_are_the_file(sizes: list[int], step: int) -> None:
    customers = file_of(c000=1, **{f"c{number}": size for number, size in enumerate(sizes, 1)})

    samples = [given.by_customer(cells.every_nth(customers, step=step, start=start), "cell") for start in range(step)]

    drawn = [customer for sample in samples for customer in sample]
    assert sorted(drawn) == sorted(given.by_customer(customers, "cell"))
    for sample in samples:
        for number, size in enumerate(sizes, 1):
            assert list(sample.values()).count(str(number)) in (size // step, -(-size // step))


def test_customers_without_cells_are_taken_by_their_id() -> None:
    customers = ibis.memtable({"customer_id": ["d", "b", "a", "c"], "city": ["w", "x", "y", "z"]})

    assert given.rows_of(cells.every_nth(customers, step=2)) == {("a", "y"), ("c", "z")}


def test_the_sample_is_never_smaller_than_asked() -> None:
    step = cells.step_for(customers=1000, sample=300)

    assert step == 3
    assert len(given.rows_of(cells.every_nth(file_of(c111=1000), step=step))) == 334


@pytest.mark.parametrize("sample", [0, -1, 11])
def test_impossible_samples_are_refused(sample: int) -> None:
    with pytest.raises(BadSample, match="cannot be taken from 10 customers"):
        cells.step_for(customers=10, sample=sample)


@pytest.mark.parametrize(("step", "start"), [(0, 0), (5, 5), (5, -1)])
def test_impossible_steps_are_refused(step: int, start: int) -> None:
    with pytest.raises(BadSample, match="give a step from 1 and a start below it"):
        cells.every_nth(file_of(c111=10), step=step, start=start)


def test_a_table_without_customers_is_refused() -> None:
    with pytest.raises(MissingColumns, match="customers has no column customer_id"):
        cells.every_nth(ibis.memtable({"name": ["a"]}), step=1)


def test_tally_counts_what_came_back() -> None:
    mailed = ibis.memtable(
        {"cell": ["555", "555", "111"], "responded": [True, False, False], "margin": [30.0, 0.0, None]}
    )

    assert given.rows_of(cells.tally(mailed)) == {("555", 2, 1, 30.0), ("111", 1, 0, 0.0)}
    assert cells.tally(mailed.drop("margin")).columns == ("cell", "pieces", "responses")
