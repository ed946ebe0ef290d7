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
@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3)), max_size=40),
    random=st.randoms(use_true_random=False),
)
@pytest.mark.parametrize("form", ["C{:07}", "{}", "customer number {} of the northern shop", "顾客{}"])
@pytest.mark.parametrize("number", [np.int64, np.float64])
def test_codes_are_those_of_a_sort_of_each_group(
    number: type, form: str, rows: list[tuple[int, int]], random: object
) -> None:
    ids = [form.format(place) for place in range(len(rows))]
    random.shuffle(ids)  # type: ignore[attr-defined]
    group, values = np.array([row[0] for row in rows], dtype=np.int32), [row[1] for row in rows]

    found = codes(group, np.array(values, dtype=number), Ids.of(pa.chunked_array([ids], pa.string())), groups=3)

    for each in range(3):
        places = np.flatnonzero(group == each)
        assert found[places].tolist() == by_sorting([values[p] for p in places], [ids[p] for p in places])


def test_numbers_too_far_apart_to_be_counted_are_compared() -> None:
    ids = Ids.of(pa.chunked_array([["a", "b", "c", "d", "e"]]))

    assert codes(np.zeros(5, np.int32), np.array([10**12, -5, 3, 10**15, 0]), ids, groups=1).tolist() == [4, 1, 3, 5, 2]


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
