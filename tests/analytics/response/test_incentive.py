"""Who buys only on incentive: a share of the value, of enough orders, up to the latest one."""

from datetime import date, timedelta
from typing import Any

import ibis
import pandas as pd

from shuke.analytics.response.incentive import AFTER_DAYS, needing

AS_OF = date(2026, 3, 31)
Bought = tuple[int, int, int]  # days before AS_OF, paid, taken off


def found(**customers: list[Bought]) -> dict[str, dict[str, Any]]:
    rows = [
        {
            "customer_id": name,
            "order_id": f"{name}-{days}",
            "ordered_on": AS_OF - timedelta(days=days),
            "amount": paid,
            "discount": off,
        }
        for name, orders in customers.items()
        for days, paid, off in orders
    ]
    people = needing(ibis.memtable(pd.DataFrame(rows)), as_of=AS_OF).to_pyarrow().to_pylist()
    return {row["customer_id"]: row for row in people}


def on(*days: int) -> list[Bought]:
    return [(day, 80, 20) for day in days]


def plain(*days: int) -> list[Bought]:
    return [(day, 100, 0) for day in days]


def test_who_nearly_always_has_something_taken_off_needs_it() -> None:
    people = found(
        always=on(100, 90, 80, 70, 60),
        mostly=[*on(100, 90, 80, 60), *plain(70)],
        half=[*on(100, 90, 60), *plain(80, 70)],
        never=plain(100, 90, 80, 70, 60),
    )

    assert sorted(people) == ["always", "mostly"]
    assert (people["mostly"]["orders"], people["mostly"]["on_incentive"]) == (5, 4)


def test_a_few_per_cent_off_are_no_incentive() -> None:
    assert found(member=[(day, 95, 5) for day in (50, 40, 30, 20, 10)]) == {}


def test_a_few_orders_say_nothing() -> None:
    assert found(new=on(40, 30, 20, 10)) == {}


def test_lines_of_an_order_count_together() -> None:
    orders = [(day, 90, 0) for day in (50, 40, 30, 20, 10)]
    coupons = [(day, 10, 20) for day in (50, 40, 30, 20, 10)]

    assert found(coupon=[*orders, *coupons])["coupon"]["orders"] == 5


def test_orders_without_one_afterwards_do_not_make_it_needless_before() -> None:
    person = found(weaned=[*on(100, 90, 80, 70, 60), *plain(50, 40, 31, 20)])["weaned"]

    assert (person["orders"], person["on_incentive"]) == (5, 5)
    assert person["orders_before"] == 3  # 80, 70 and 60 days ago
    assert person["orders_after"] == 2  # 50 and 40 days ago; 31 lies beyond
    assert person["is_over"]


def test_it_is_over_when_the_days_after_it_have_passed() -> None:
    people = found(
        over=on(80, 70, 60, 50, AFTER_DAYS),
        open=on(80, 70, 60, 50, AFTER_DAYS - 1),
    )

    assert (people["over"]["is_over"], people["open"]["is_over"]) == (True, False)
