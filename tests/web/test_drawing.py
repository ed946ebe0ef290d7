"""The line of months."""

import pytest

from shuke.web.drawing import spark


def test_the_sparkline_spans_its_box_from_zero() -> None:
    drawn = spark([0, 50, 100], width=76, height=22)

    assert drawn is not None
    assert drawn.line == "M2 20L38 11.5L74 3"
    assert (drawn.end_x, drawn.end_y) == (74.0, 3.0)


@pytest.mark.parametrize("values", [[], [5], [0, 0, 0]])
def test_nothing_to_compare_draws_nothing(values: list[float]) -> None:
    assert spark(values, width=76, height=22) is None


def test_a_month_of_returns_goes_below_zero() -> None:
    drawn = spark([10, -10], width=76, height=22)

    assert drawn is not None
    assert (drawn.line, drawn.end_y) == ("M2 3L74 20", 20.0)
