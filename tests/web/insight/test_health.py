"""The health curve on a page."""

from datetime import date

import pytest

from shuke.report.page.health import Point, health_of
from shuke.web.insight.health import bought_within, health_chart


def curve(*counts: int) -> list[Point]:
    return [Point(date(2023 + month // 12, month % 12 + 1, 28), count, 100) for month, count in enumerate(counts)]


def test_the_door_spans_one_month_to_the_day() -> None:
    found = health_of([Point(date(2024, 2, 29), 4, 9), Point(date(2024, 3, 20), 5, 9)])

    assert bought_within(found) == "2024-02-21..2024-03-20"


def test_the_chart_has_one_line_until_there_is_a_year_before() -> None:
    chart = health_chart(health_of(curve(3, 4, 5)))

    assert chart.sheet.heads == ["Month", "This year"]
    assert chart.sheet.rows[-1] == ("2023-03-28", 5)


def test_the_year_before_is_a_quiet_line_and_a_column() -> None:
    chart = health_chart(health_of(curve(*range(100, 125))))

    series = chart.data["series"]
    assert isinstance(series, list)
    assert [each.get("muted", False) for each in series] == [False, True]
    assert chart.sheet.rows[0] == ("2024-01-28", 112, 100)


@pytest.mark.parametrize(
    ("counts", "floor"),
    [
        ((10, 90), 0),  # zero is not far off
        ((2000, 2200), 2000),
        ((2160, 2310), 2150),
    ],
)
def test_the_axis_begins_on_a_line_below_the_lowest_point(counts: tuple[int, ...], floor: int) -> None:
    assert health_chart(health_of(curve(*counts))).data["from"] == floor
