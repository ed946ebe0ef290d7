from datetime import date

import pytest

from shuke.warehouse.read import HealthPoint
from shuke.web.insight.health import Health, health_of


def curve(*active: int, first_total: int = 100) -> list[HealthPoint]:
    """One point a month, the last one as_of."""
    months = [date(2023 + index // 12, index % 12 + 1, 28) for index in range(len(active))]
    return [HealthPoint(day, count, first_total) for day, count in zip(months, active, strict=True)]


def judged(*active: int) -> Health:
    health = health_of(curve(*active))
    assert health is not None
    return health


def test_nobody_ever_bought() -> None:
    assert health_of([]) is None
    assert health_of(curve(0, 0, first_total=0)) is None


def test_months_before_the_first_sale_are_no_history() -> None:
    health = health_of([HealthPoint(date(2024, 1, 31), 0, 0), HealthPoint(date(2024, 2, 29), 40, 80)])

    assert health is not None
    assert (health.verdict, health.change, health.this_year) == ("unknown", None, (40,))


@pytest.mark.parametrize(
    ("active", "verdict", "months"),
    [
        ((50, 60), "rising", 1),
        ((70, 50, 60, 65), "rising", 2),
        ((50, 60, 40), "falling", 1),
        ((50, 60, 60), "level", 0),
        ((60, 60, 70), "rising", 1),
    ],
)
def test_the_verdict_counts_months_that_went_the_same_way(active: tuple[int, ...], verdict: str, months: int) -> None:
    health = judged(*active)

    assert (health.verdict, health.months_in_a_row) == (verdict, months)


def test_change_and_share_are_those_of_the_latest_point() -> None:
    health = judged(50, 42)

    assert (health.customers, health.change, health.share) == (42, -8, 0.42)


def test_the_year_before_stands_beside_the_same_months() -> None:
    health = judged(*range(1, 26))

    assert health.this_year == tuple(range(13, 26))
    assert health.year_before == tuple(range(1, 14))


def test_a_short_year_before_is_empty_where_it_is_not_known() -> None:
    health = judged(*range(1, 16))

    assert len(health.this_year) == 13
    assert health.year_before == (*[None] * 10, 1, 2, 3)


def test_one_month_of_an_earlier_year_is_no_line() -> None:
    assert judged(*range(1, 14)).year_before == ()


def test_without_an_earlier_year_there_is_no_second_line() -> None:
    assert judged(*range(1, 13)).year_before == ()
