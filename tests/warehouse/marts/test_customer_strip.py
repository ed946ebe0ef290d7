from datetime import date, timedelta
from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.customer_strip import customer_strip

pytestmark = pytest.mark.sqlite_only

AS_OF = date(2026, 3, 15)


def strip(*rows: tuple[str, date, int, bool]) -> list[tuple[Any, ...]]:
    """(customer, day, amount, is a purchase) → (customer, months, visits)"""
    names = {"customer_id": "string", "ordered_on": "date", "amount": "int64", "is_purchase": "boolean"}
    orders = ibis.memtable(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), schema=names)
    return rows_of(customer_strip(orders, as_of=AS_OF), "customer_id", "months", "visits")


def test_twelve_months_end_with_that_of_the_day() -> None:
    found = strip(
        ("A", date(2025, 3, 31), 1, True),
        ("A", date(2025, 4, 1), 5, True),
        ("A", AS_OF, 7, True),
        ("A", AS_OF, -2, False),
    )

    assert found == [("A", "[5,0,0,0,0,0,0,0,0,0,0,5]", "[0]")]


def test_visits_are_days_ago_oldest_first_and_once_a_day() -> None:
    days = [AS_OF - timedelta(days=days) for days in (3, 3, 119, 120)]

    assert strip(*(("A", day, 1, True) for day in days))[0][2] == "[119,3]"


def test_a_return_is_no_visit() -> None:
    assert strip(("A", AS_OF, -5, False))[0][2] == "[]"
