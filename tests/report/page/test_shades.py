"""Shades of a map."""

from bisect import bisect_right

import pytest

from shuke.report.page.shades import SHADES, steps_of

pytestmark = pytest.mark.sqlite_only


def test_the_cells_share_the_shades_evenly() -> None:
    values = [float(value) for value in range(10, 80, 10)]

    assert [bisect_right(steps_of(values), value) for value in values] == list(range(SHADES))


def test_steps_are_round_figures() -> None:
    assert steps_of([12_345, 12_345]) == (12_000.0,)


def test_what_brings_nothing_is_lightest() -> None:
    steps = steps_of([-5, 0, 30, 60])

    assert min(steps) == 30
    assert [bisect_right(steps, value) for value in (-5, 0)] == [0, 0]


def test_an_empty_map_has_no_steps() -> None:
    assert steps_of([0, 0]) == ()
