"""The small pictures of a row."""

import re

import pytest

from shuke.report.page.strip import STRIP_DAYS, glyph_svg, risk_of, strip_of, strip_svg

pytestmark = pytest.mark.sqlite_only


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
    drawn = strip_of([117, 60, 31], silence_days=31, rhythm_days=9.0, ratio=3.4, width=168)

    assert (drawn.level, len(drawn.visits)) == ("high", 2)
    assert drawn.latest is not None
    assert drawn.due is not None
    assert drawn.latest < drawn.due < drawn.today


def test_a_strip_on_rhythm_has_no_due_day() -> None:
    drawn = strip_of([20, 11, 2], silence_days=2, rhythm_days=9.0, ratio=0.2, width=168)

    assert drawn.due is None


def test_visits_before_the_span_are_left_out_and_a_long_silence_stays_inside() -> None:
    drawn = strip_of([400], silence_days=400, rhythm_days=9.0, ratio=44.0, width=168)

    assert (drawn.visits, drawn.latest, drawn.due) == ((), None, 4.0)
    assert STRIP_DAYS == 120


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
    filled = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" [^>]*fill="currentColor"/>', glyph_svg(value_class))

    assert filled == [corner]


def test_a_strip_draws_its_visits_and_says_what_it_shows() -> None:
    drawn = strip_of([117, 60, 31], silence_days=31, rhythm_days=9.0, ratio=3.4, width=168)

    svg = strip_svg(drawn, label="Usually <9")

    assert svg.count('class="visit"') == 2
    assert "sk-r-high" in svg
    assert 'aria-label="Usually &lt;9"' in svg
