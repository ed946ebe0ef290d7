"""Who comes back, by the month of the first purchase (docs/definitions.md, Cohorts and reasons)."""

from datetime import date

from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import ratio
from shuke.analytics.worth.months import month_end
from shuke.analytics.worth.orders import purchase_days

MONTHS_PER_YEAR = 12


def retention(orders: Table, *, as_of: date) -> Table:
    """Monthly cohorts by first purchase.

    Returns:
        `cohort_month` (its first day), `months_since` (0 is the month of the first purchase), `cohort_customers`,
        `customers` (who bought in that month), `retention` (0–1), `is_complete` (that month had ended by `as_of`).
        Months in which nobody of a cohort bought have no row.
    """
    days = purchase_days(orders, as_of=as_of)
    first_months = days.group_by("customer_id").aggregate(cohort_month=days.ordered_on.min().truncate("M"))
    sizes = first_months.group_by("cohort_month").aggregate(cohort_customers=first_months.count())
    dated = days.inner_join(first_months, "customer_id")
    since = _month_number(dated.ordered_on) - _month_number(dated.cohort_month)
    active = dated.select("customer_id", "cohort_month", months_since=since.cast("int64")).distinct()
    active = active.group_by("cohort_month", "months_since").aggregate(customers=active.count())
    rows = active.inner_join(sizes, "cohort_month")
    ended = as_of.year * MONTHS_PER_YEAR + as_of.month - (0 if month_end(as_of) == as_of else 1)
    return rows.select(
        "cohort_month",
        "months_since",
        "cohort_customers",
        "customers",
        retention=ratio(rows.customers, rows.cohort_customers),
        is_complete=_month_number(rows.cohort_month) + rows.months_since <= ended,
    ).order_by("cohort_month", "months_since")


def repeat_counts(orders: Table, *, as_of: date) -> Table:
    """`repeat_orders, customers`: how many customers bought again on how many further days, from 0 up.

    Source: docs/definitions.md, Purchase day.
    """
    days = purchase_days(orders, as_of=as_of)
    repeats = days.group_by("customer_id").aggregate(repeat_orders=days.count() - 1)
    return repeats.group_by("repeat_orders").aggregate(customers=repeats.count()).order_by("repeat_orders")


def _month_number(day: Value) -> Value:
    """Months since year 0, so that a difference of two is a difference in months on any engine."""
    return day.year().cast("int64") * MONTHS_PER_YEAR + day.month().cast("int64")
