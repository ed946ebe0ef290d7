"""Scales and ticks."""

import pytest

from shuke.report.page.axes import Scale, apart, ticks

pytestmark = pytest.mark.sqlite_only


def test_values_land_on_pixels_between_the_ends() -> None:
    y = Scale(0, 100, 200, 0)

    assert (y.at(0), y.at(25), y.at(100)) == (200, 150, 0)


def test_a_scale_may_run_backwards() -> None:
    days_ago = Scale(120, 0, 0, 240)

    assert (days_ago.at(120), days_ago.at(30), days_ago.at(0)) == (0, 180, 240)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7_000, 8_214], [7_000, 7_500, 8_000, 8_500]),
        ([175, 1_051], [0, 500, 1_000, 1_500]),
        ([3, 3], [0, 5]),
        ([0, 0], [0, 1]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(values: list[float], expected: list[float]) -> None:
    found = ticks(values)

    assert found[0] <= min(values)
    assert found[-1] >= max(values)
    assert found == expected


def test_labels_that_would_touch_move_apart() -> None:
    assert apart([100.0, 104.0], least=16) == [94.0, 110.0]
    assert apart([104.0, 100.0], least=16) == [110.0, 94.0]
    assert apart([100.0, 140.0], least=16) == [100.0, 140.0]
