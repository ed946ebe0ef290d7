"""Retention by month of the first purchase."""

from datetime import date
from typing import Any

import pytest
from tests.analytics.worth import given

from shuke.analytics.worth import cohorts, months

ROWS: list[Any] = [("ann", 60, 1), ("ann", 45, 1), ("ann", 3, 1), ("bob", 50, 1), ("cid", 2, 1), ("cid", 2, 1)]


def test_retention_follows_each_months_new_customers() -> None:
    """30 June less 60 days is 1 May."""
    table = cohorts.retention(given.orders(ROWS), as_of=given.DAY)

    may, june = date(2024, 5, 1), date(2024, 6, 1)
    assert given.rows_of(table) == {
        (may, 0, 2, 2, 1.0, True),
        (may, 1, 2, 1, 0.5, True),
        (june, 0, 1, 1, 1.0, True),
    }


def test_month_under_way_is_not_complete() -> None:
    table = cohorts.retention(given.orders(ROWS), as_of=given.back(1))

    assert given.rows_of(table, "cohort_month", "months_since", "is_complete") == {
        (date(2024, 5, 1), 0, True),
        (date(2024, 5, 1), 1, False),
        (date(2024, 6, 1), 0, False),
    }


def test_months_since_count_over_the_turn_of_a_year() -> None:
    table = cohorts.retention(given.orders([("ann", 200, 1), ("ann", 0, 1)]), as_of=given.DAY)

    assert given.rows_of(table, "cohort_month", "months_since") == {(date(2023, 12, 1), 0), (date(2023, 12, 1), 6)}


def test_later_orders_make_no_cohort() -> None:
    assert given.rows_of(cohorts.retention(given.orders([("ann", -1, 1)]), as_of=given.DAY)) == set()


def test_second_order_of_the_first_day_is_not_a_repeat() -> None:
    assert given.rows_of(cohorts.repeat_counts(given.orders(ROWS), as_of=given.DAY)) == {(0, 2), (2, 1)}


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2023, 3, 30), date(2023, 2, 28)),
        (date(2024, 1, 15), date(2023, 12, 15)),
        (date(2024, 7, 31), date(2024, 6, 30)),
    ],
)
def test_one_month_before_stays_within_the_shorter_month(day: date, before: date) -> None:
    assert months.one_month_before(day) == before


def test_recent_month_ends_finish_with_the_day_itself_once() -> None:
    assert months.recent_month_ends(date(2024, 1, 31), months=2) == [date(2023, 12, 31), date(2024, 1, 31)]
    assert months.recent_month_ends(date(2024, 1, 30), months=2) == [
        date(2023, 11, 30),
        date(2023, 12, 31),
        date(2024, 1, 30),
    ]
