"""Who buys only when something is taken off the price, and whether they come when nothing is."""

from datetime import date, timedelta
from typing import Any

import ibis

# An order is bought on an incentive when so much of its value was taken off: in shops with member prices nearly every
# basket has some discount, and a few per cent bring nobody.
OFF = 0.10
SHARE = 0.80  # of the orders up to the latest incentive
FEWEST = 5  # orders: fewer may be chance
AFTER_DAYS = 28


def needing(lines: Any, *, as_of: date) -> Any:
    """Customers who bought on an incentive nearly always, up to the latest one.

    Args:
        lines: an Ibis table, a row a line of the window: `customer_id, order_id, ordered_on, amount` (paid), `discount`
            (taken off), in one unit.
        as_of: the last day of the window.

    Returns:
        A row for each customer with FEWEST orders or more, SHARE of them on an incentive: `customer_id, orders,
        on_incentive, latest_on` (of the incentives), `orders_before` in the AFTER_DAYS that end with it, `orders_after`
        in those that follow, `is_over`: whether those days have passed.
    """
    value = lines.amount.sum() + lines.discount.sum()
    orders = lines.group_by("customer_id", "order_id", "ordered_on").agg(value=value, off=lines.discount.sum())
    orders = orders.filter(orders.value > 0)
    orders = orders.mutate(is_on=orders.off.cast("float64") >= orders.value.cast("float64") * OFF)
    on = orders.filter(orders.is_on)
    latest = on.group_by("customer_id").agg(latest_on=on.ordered_on.max())
    known = orders.inner_join(latest, "customer_id")
    gap = known.ordered_on.delta(known.latest_on, unit="day")
    told = known.mutate(
        upto=(gap <= 0).cast("int64"),
        on=known.is_on.cast("int64"),
        before=((gap <= 0) & (gap > -AFTER_DAYS)).cast("int64"),
        after=((gap > 0) & (gap <= AFTER_DAYS)).cast("int64"),
    )
    people = told.group_by("customer_id", "latest_on").agg(
        orders=told.upto.sum(),
        on_incentive=told.on.sum(),
        orders_before=told.before.sum(),
        orders_after=told.after.sum(),
    )
    often = people.filter(people.orders >= FEWEST)
    share = often.on_incentive.cast("float64") / often.orders.cast("float64")
    passed = ibis.literal(as_of - timedelta(days=AFTER_DAYS), type="date")
    return often.filter(share >= SHARE).mutate(is_over=often.latest_on <= passed)
