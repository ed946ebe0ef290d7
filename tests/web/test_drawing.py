import pytest

from shuke.web.drawing import STRIP_DAYS, quadrant_squares, risk_of, spark, strip


@pytest.mark.parametrize(
    ("ratio", "bars", "level"),
    [
        (0.0, 1, "low"),
        (1.49, 1, "low"),
        (1.5, 2, "mid"),
        (1.99, 2, "mid"),
        (2.0, 3, "high"),
        (3.0, 4, "high"),
        (4.0, 4, "high"),
        (4.01, 5, "high"),
    ],
)
def test_the_risk_meter_steps_where_the_look_says(ratio: float, bars: int, level: str) -> None:
    assert risk_of(ratio) == (bars, level)


def test_an_overdue_strip_has_the_day_the_visit_was_due() -> None:
    drawn = strip([117, 60, 31], silence_days=31, rhythm_days=9.0, ratio=3.4, width=168)

    assert (drawn.level, len(drawn.visits)) == ("high", 2)
    assert drawn.latest is not None
    assert drawn.due is not None
    assert drawn.latest < drawn.due < drawn.today


def test_a_strip_on_rhythm_has_no_due_day() -> None:
    drawn = strip([20, 11, 2], silence_days=2, rhythm_days=9.0, ratio=0.2, width=168)

    assert drawn.due is None


def test_visits_before_the_span_are_left_out_and_a_long_silence_stays_inside() -> None:
    drawn = strip([400], silence_days=400, rhythm_days=9.0, ratio=44.0, width=168)

    assert (drawn.visits, drawn.latest, drawn.due) == ((), None, 4.0)
    assert STRIP_DAYS == 120


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


@pytest.mark.parametrize(
    ("value_class", "corner"),
    [
        ("platinum", ("5.75", "0.25")),
        ("gold", ("5.75", "5.75")),
        ("iron", ("0.25", "0.25")),
        ("lead", ("0.25", "5.75")),
    ],
)
def test_the_glyph_fills_the_corner_of_the_class(value_class: str, corner: tuple[str, str]) -> None:
    assert [(x, y) for x, y, is_filled in quadrant_squares(value_class) if is_filled] == [corner]
