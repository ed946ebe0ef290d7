"""customer_strip: one row per customer with an order lately: a year of months and 120 days of visits, for lists."""

from datetime import date, timedelta
from typing import Any

import ibis

from shuke.lib.dates import months_back

MONTHS = 12
VISIT_DAYS = 120


def customer_strip(orders: Any, *, as_of: date) -> Any:
    """`customer_id`, `months` and `visits` as JSON arrays in text.

    Args:
        orders: of known customers up to `as_of`, amounts in minor units.

    Returns:
        `months`: spend of the 12 calendar months ending with that of `as_of`, oldest first. `visits`: days before
        `as_of` of the days with a purchase among the latest 120, oldest first. Customers without either are left out.
    """
    first = months_back(as_of, MONTHS - 1)
    recent = orders.filter(
        orders.ordered_on >= ibis.literal(min(first, as_of - timedelta(days=VISIT_DAYS)), type="date")
    )
    months, visits = _months(recent, as_of=as_of), _visits(recent, as_of=as_of)
    joined = months.left_join(visits, "customer_id")
    return joined.select("customer_id", "months", visits=joined.visits.fill_null("[]"))


def _months(orders: Any, *, as_of: date) -> Any:
    starts = [months_back(as_of, back) for back in range(MONTHS - 1, -1, -1)]
    dated = orders.filter(orders.ordered_on >= ibis.literal(starts[0], type="date"))
    # Whole numbers as doubles: exact up to 2^53, and added up faster than integers that may not overflow.
    dated = dated.select("customer_id", amount=dated.amount.cast("float64"), month=dated.ordered_on.month())
    sums = {f"month_{start.month}": dated.amount.sum(where=dated.month == start.month) for start in starts}
    rows = dated.group_by("customer_id").aggregate(**sums)
    spelt = [rows[name].fill_null(0).cast("int64").cast("string") for name in sums]
    return rows.select("customer_id", months=_listed(ibis.literal(",").join(spelt)))


def _visits(orders: Any, *, as_of: date) -> Any:
    day = ibis.literal(as_of, type="date")
    recent = orders.filter(
        orders.is_purchase, orders.ordered_on > ibis.literal(as_of - timedelta(days=VISIT_DAYS), type="date")
    )
    rows = recent.select("customer_id", "ordered_on").distinct()
    # Sorted as a list: an ordered aggregation would sort the rows of all customers first.
    days = rows.group_by("customer_id").aggregate(days=rows.ordered_on.collect())
    back = days.days.sort().map(lambda on: day.delta(on, unit="day").cast("string"))
    return days.select("customer_id", visits=_listed(back.join(",")))


def _listed(inside: Any) -> Any:
    return ibis.literal("[") + inside + "]"
