"""One pass over the orders for a forecast and its judge: what was known on a cut, what came after, what is now."""

from datetime import date, timedelta

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import attach, days_until, exact_sum, ratio
from shuke.analytics.worth.orders import until

HISTORY = ("repeat_orders", "active_days", "age_days", "mean_order_value")


def time_split(orders: Table, *, as_of: date, horizon_days: int, window_days: int = 365) -> Table:
    """One row per customer with a purchase up to `as_of`; the cut is `as_of` − `horizon_days`.

    Args:
        orders: see `history.from_orders`; rows later than `as_of` are not read.
        window_days: the days ending with the cut that the pace before it is taken from.

    Returns:
        `customer_id, first_on`, the history of `history.from_orders` as of `as_of`, the same as of the cut with the
        suffix `_then` (null for whoever came later), `spend` (float64, all of it), and around the cut:
        `window_orders, window_spend` (purchase days and net amount of the window) and `orders_since, spend_since`.
    """
    cut = as_of - timedelta(days=horizon_days)
    rows = until(orders, as_of=as_of)
    days = rows.group_by("customer_id", "ordered_on").aggregate(
        amount=exact_sum(rows.amount).cast("float64"), is_purchase=rows.is_purchase.any()
    )
    first = days.group_by("customer_id").aggregate(first_on=days.ordered_on.min(where=days.is_purchase))
    known = attach(days, first.filter(first.first_on.notnull()))
    known = known.filter(known.first_on.notnull())
    return _named(_counted(known, cut=cut, window_days=window_days), as_of=as_of, cut=cut)


def _counted(days: Table, *, cut: date, window_days: int) -> Table:
    before, since = days.ordered_on <= _day(cut), days.ordered_on > _day(cut)
    in_window = before & (days.ordered_on > _day(cut - timedelta(days=window_days)))
    again = days.is_purchase & (days.ordered_on > days.first_on)
    return days.group_by("customer_id", "first_on").aggregate(
        spend=days.amount.sum(),
        repeat_orders=days.count(where=again),
        latest_on=days.ordered_on.max(where=days.is_purchase),
        repeat_amount=days.amount.sum(where=again),
        repeat_orders_then=days.count(where=again & before),
        latest_on_then=days.ordered_on.max(where=days.is_purchase & before),
        repeat_amount_then=days.amount.sum(where=again & before),
        window_orders=days.count(where=days.is_purchase & in_window),
        window_spend=days.amount.sum(where=in_window).fill_null(0.0),
        orders_since=days.count(where=days.is_purchase & since),
        spend_since=days.amount.sum(where=since).fill_null(0.0),
    )


def _named(totals: Table, *, as_of: date, cut: date) -> Table:
    was_there = totals.first_on <= _day(cut)
    age, age_then = days_until(as_of, totals.first_on), days_until(cut, totals.first_on)
    return totals.select(
        "customer_id",
        "first_on",
        "spend",
        "repeat_orders",
        "window_orders",
        "window_spend",
        "orders_since",
        "spend_since",
        active_days=age - days_until(as_of, totals.latest_on),
        age_days=age,
        mean_order_value=ratio(totals.repeat_amount, totals.repeat_orders),
        repeat_orders_then=_where(was_there, totals.repeat_orders_then),
        active_days_then=_where(was_there, age_then - days_until(cut, totals.latest_on_then)),
        age_days_then=_where(was_there, age_then),
        mean_order_value_then=ratio(totals.repeat_amount_then, totals.repeat_orders_then),
    )


def _where(condition: Value, value: Value) -> Value:
    return ibis.ifelse(condition, value.cast("float64"), ibis.null("float64"))


def _day(day: date) -> Value:
    return ibis.literal(day, type="date")
