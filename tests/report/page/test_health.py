"""What the health curve says."""

from datetime import date

import pytest

from shuke.report.page.health import Point, health_of

pytestmark = pytest.mark.sqlite_only


def curve(*counts: int) -> list[Point]:
    """One point a month, the last one as_of."""
    return [Point(date(2023 + month // 12, month % 12 + 1, 28), count, 100) for month, count in enumerate(counts)]


def test_months_before_the_first_sale_are_no_history() -> None:
    health = health_of([Point(date(2024, 1, 31), 0, 0), Point(date(2024, 2, 29), 40, 80)])

    assert (health.verdict, health.change, health.months_in_a_row) == ("unknown", None, 0)
    assert health.this_year == (40,)


@pytest.mark.parametrize(
    ("counts", "verdict", "months"),
    [
        ((50, 60), "rising", 1),
        ((70, 50, 60, 65), "rising", 2),
        ((50, 60, 40), "falling", 1),
        ((50, 60, 60), "level", 0),
        ((60, 60, 70), "rising", 1),
        ((0, 0, 0), "level", 0),
    ],
)
def test_the_verdict_counts_months_that_went_the_same_way(counts: tuple[int, ...], verdict: str, months: int) -> None:
    health = health_of(curve(*counts))

    assert (health.verdict, health.months_in_a_row) == (verdict, months)


def test_change_and_share_are_those_of_the_latest_point() -> None:
    health = health_of(curve(50, 42))

    assert (health.customers, health.change, health.share) == (42, -8, 0.42)


def test_the_year_before_stands_beside_the_same_months() -> None:
    health = health_of(curve(*range(25)))

    assert health.this_year == tuple(range(12, 25))
    assert health.year_before == tuple(range(13))


def test_months_before_the_first_are_not_known() -> None:
    health = health_of(curve(*range(15)))

    assert len(health.this_year) == 13
    assert health.year_before == (*[None] * 10, 0, 1, 2)


def test_one_month_of_an_earlier_year_is_no_line() -> None:
    assert health_of(curve(*range(13))).year_before == ()


def test_without_an_earlier_year_there_is_no_second_line() -> None:
    assert health_of(curve(1, 2, 3)).year_before == ()
