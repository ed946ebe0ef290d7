"""Where a customer stands between the first order and the last, and who moved since an earlier day."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import attach, exact_sum
from shuke.analytics.worth.orders import until

# "potential" is a customer without an order: such have no row here and are added by whoever knows them.
STAGES = ("potential", "new", "forming", "stable", "declining", "lost")
TREND_DAYS = 90  # falling compares the spend of these latest days with as many before; it is in the columns' names


@dataclass(frozen=True)
class StageRules:
    """The thresholds of the stages."""

    lost_ratio: float = 4.0  # overdue ratio above which …
    lost_days: int = 90  # … and from so many silent days on, a customer is lost
    new_days: int = 60  # one order, at most so many days ago
    falling_orders: int = 3  # at least so many orders in the earlier days
    falling_share: float = 0.5  # and less than this share of their spend since
    forming_orders: int = 3  # up to so many orders a relation is forming


def stages(summary: Table, orders: Table, rhythm: Table, *, as_of: date, rules: StageRules | None = None) -> Table:
    """The stage of every customer of the summary: the first that applies.

    Args:
        summary: from `rfm.summary`; rhythm: from `rhythm.alerts`, both as of the same day.

    Returns:
        `customer_id, stage` (lost, new, declining, forming, stable), why: `is_abnormal` (silence), `spend_is_falling`,
        `spend_90, spend_90_before, orders_90_before` (the latest 90 days and the 90 before), `is_returned` (the
        latest order ended a silence in which the customer counted as lost, and she is not lost again).

    Source: docs/definitions.md, Stages. Orders are counted since the first.
    """
    rules = rules or StageRules()
    rows = attach(attach(summary, rhythm), _trend(orders, as_of=as_of))
    rows = rows.mutate(
        spend_90=rows.spend_90.fill_null(0),
        spend_90_before=rows.spend_90_before.fill_null(0),
        orders_90_before=rows.orders_90_before.fill_null(0),
        is_abnormal=rows.is_abnormal.fill_null(False),
    )
    rows = rows.mutate(
        spend_is_falling=(rows.orders_90_before >= rules.falling_orders)
        & (rows.spend_90.cast("float64") < rules.falling_share * rows.spend_90_before.cast("float64"))
    )
    staged = rows.mutate(stage=_stage(rows, rules))
    return staged.select(
        "customer_id",
        "stage",
        "is_abnormal",
        "spend_is_falling",
        "spend_90",
        "spend_90_before",
        "orders_90_before",
        is_returned=_is_lost(staged.latest_gap_ratio, staged.latest_gap_days, rules) & (staged.stage != "lost"),
    )


def transitions(before: Table, after: Table) -> Table:
    """`from_stage, to_stage, customers`: how many went from where to where between two results of `stages`.

    Customers of `after` whom `before` does not know come from `potential`; those missing from `after` (merged, erased)
    are left out.
    """
    origin = before.select("customer_id", from_stage=before.stage)
    moved = attach(after.select("customer_id", to_stage=after.stage), origin)
    moved = moved.mutate(from_stage=moved.from_stage.fill_null("potential"))
    return moved.group_by("from_stage", "to_stage").aggregate(customers=moved.count())


def _stage(rows: Table, rules: StageRules) -> Value:
    return ibis.cases(
        (_is_lost(rows.overdue_ratio, rows.silence_days, rules), "lost"),
        ((rows.total_orders == 1) & (rows.recency_days <= rules.new_days), "new"),
        (rows.is_abnormal | rows.spend_is_falling, "declining"),
        (rows.total_orders <= rules.forming_orders, "forming"),
        else_="stable",
    )


def _is_lost(overdue_ratio: Value, silence_days: Value, rules: StageRules) -> Value:
    return ((overdue_ratio > rules.lost_ratio) & (silence_days >= rules.lost_days)).fill_null(False)


def _trend(orders: Table, *, as_of: date) -> Table:
    middle = ibis.literal(as_of - timedelta(days=TREND_DAYS), type="date")
    start = ibis.literal(as_of - timedelta(days=2 * TREND_DAYS), type="date")
    rows = until(orders, as_of=as_of).filter(lambda t: t.ordered_on > start)
    earlier = rows.ordered_on <= middle
    return rows.group_by("customer_id").aggregate(
        spend_90=exact_sum(rows.amount, where=~earlier),
        spend_90_before=exact_sum(rows.amount, where=earlier),
        orders_90_before=rows.count(where=earlier & rows.is_purchase),
    )
