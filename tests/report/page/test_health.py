"""What the health curve says."""

from datetime import date

import pandas as pd
import pytest

from shuke.report.page.health import health_of

pytestmark = pytest.mark.sqlite_only


def curve(*counts: int) -> pd.DataFrame:
    ends = [date(2023 + month // 12, month % 12 + 1, 28) for month in range(len(counts))]
    return pd.DataFrame(
        {
            "month_end": pd.to_datetime(pd.Series(ends)),
            "customers_active": counts,
            "customers_total": [100] * len(counts),
        }
    )


def test_rising_months_in_a_row_are_counted() -> None:
    health = health_of(curve(9, 5, 6, 8))

    assert (health.direction, health.months_in_a_row, health.change) == ("rising", 2, 2)


def test_falling_is_said() -> None:
    assert health_of(curve(9, 5)).direction == "falling"


def test_a_first_month_has_nothing_to_compare_with() -> None:
    health = health_of(curve(9))

    assert (health.direction, health.change, health.months_in_a_row) == ("unknown", None, 0)


def test_the_year_before_is_of_the_same_months() -> None:
    health = health_of(curve(*range(25)))

    assert health.this_year == list(range(12, 25))
    assert health.year_before == list(range(13))


def test_months_before_the_first_are_not_known() -> None:
    health = health_of(curve(*range(15)))

    assert health.year_before[:10] == [None] * 10
    assert health.year_before[10:] == [0, 1, 2]


def test_without_a_year_before_there_is_none() -> None:
    assert health_of(curve(1, 2, 3)).year_before == []
