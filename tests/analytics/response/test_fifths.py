"""Fifths on arrays: the codes that a sort by value and id would give."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuke.analytics.response.fifths import Ids, codes


def by_sorting(values: list[int], ids: list[str]) -> list[int]:
    """NTILE(5) best first, then id by code point; code = 6 − tile."""
    places = sorted(range(len(values)), key=lambda place: (-values[place], ids[place].encode()))
    sizes = [len(values) // 5 + (part < len(values) % 5) for part in range(5)]
    tiles = [tile for tile, size in enumerate(sizes) for _ in range(size)]
    found = dict(zip(places, tiles, strict=True))
    return [5 - found[place] for place in range(len(values))]


@settings(max_examples=150, deadline=None)
@given(values=st.lists(st.integers(0, 6), max_size=40), random=st.randoms(use_true_random=False))
@pytest.mark.parametrize("form", ["C{:07}", "{}", "customer number {} of the northern shop", "顾客{}"])
def test_codes_are_those_of_a_sort(form: str, values: list[int], random: object) -> None:
    ids = [form.format(number) for number in range(len(values))]
    random.shuffle(ids)  # type: ignore[attr-defined]

    found = codes(np.arange(len(values)), np.array(values, dtype=float), Ids.of(pa.chunked_array([ids], pa.string())))

    assert found.tolist() == by_sorting(values, ids)


@pytest.mark.parametrize(
    "ids",
    [
        ["a", "ab", "b", "aa", "é", "茶", "Z"],
        ["10", "9", "100", "1"],
        ["shared-prefix-1", "shared-prefix-12"],
        [""],
        [],
    ],
)
def test_ids_order_as_text_by_code_point(ids: list[str]) -> None:
    order = Ids.of(pa.chunked_array([ids], pa.string())).order

    assert [ids[place] for place in np.argsort(order)] == sorted(ids)


def test_numbers_order_as_text() -> None:
    order = Ids.of(pa.chunked_array([[10, 9, 100]])).order

    assert np.argsort(order).tolist() == [0, 2, 1]


def test_rows_left_out_are_not_counted() -> None:
    ids = Ids.of(pa.chunked_array([["a", "b", "c", "d", "e", "f"]]))

    found = codes(np.array([5, 1, 0, 2, 4]), np.array([6.0, 5.0, 4.0, 99.0, 3.0, 2.0]), ids)

    assert found.tolist() == [1, 4, 5, 3, 2]
