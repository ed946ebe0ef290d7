"""Recency, frequency, monetary value: the summary, the codes by three methods, the health curve."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth import rfm_groups
from shuke.analytics.worth.columns import as_text, day_before_window, days_until, exact_sum, ratio
from shuke.analytics.worth.months import one_month_before, recent_month_ends
from shuke.analytics.worth.orders import purchase_days, until
from shuke.lib.errors import ShukeError

Method = Literal["independent", "nested", "thresholds"]
Monetary = Literal["spend", "average_order"]


class NoThresholds(ShukeError):
    """Scoring by thresholds was asked for without any."""


@dataclass(frozen=True)
class RfmHigh:
    """From where on R, F and M count as high in the eight classes."""

    recency_days: int  # at most
    orders: int  # at least
    spend: float  # at least, in the unit of `amount`


@dataclass(frozen=True)
class RfmCuts:
    """Four cut points each, from the one that earns a 5 to the one that earns a 2."""

    recency_days: tuple[int, int, int, int]  # rising: at most so many days
    orders: tuple[int, int, int, int]  # falling: at least so many orders
    spend: tuple[float, float, float, float]  # falling: at least so much, in the unit of `amount`
    high: RfmHigh | None = None  # None: a code of 4 or 5 is high


def summary(orders: Table, *, as_of: date, window_days: int = 365) -> Table:
    """One row per customer with a purchase up to `as_of`.

    Args:
        orders: see the package; rows later than `as_of` are not read.
        window_days: length of the window that ends with `as_of`, in days.

    Returns:
        `customer_id`; since the first purchase: `first_on, latest_on, total_orders, recency_days` (from the latest
        purchase to `as_of`); in the window: `orders` (purchases), `spend` (all rows, returns included),
        `average_order` (float64; null without a purchase), `in_window` (has a purchase).

    Source: docs/definitions.md, Days and orders.
    """
    rows = until(orders, as_of=as_of)
    recent = rows.ordered_on > ibis.literal(day_before_window(as_of=as_of, window_days=window_days), type="date")
    totals = rows.group_by("customer_id").aggregate(
        first_on=rows.ordered_on.min(where=rows.is_purchase),
        latest_on=rows.ordered_on.max(where=rows.is_purchase),
        total_orders=rows.count(where=rows.is_purchase),
        orders=rows.count(where=rows.is_purchase & recent),
        spend=exact_sum(rows.amount, where=recent),
    )
    totals = totals.filter(totals.total_orders > 0).mutate(spend=lambda t: t.spend.fill_null(0))
    return totals.mutate(
        recency_days=days_until(as_of, totals.latest_on),
        average_order=ratio(totals.spend, totals.orders),
        in_window=totals.orders > 0,
    )


def score(
    summary: Table, *, method: Method = "independent", cuts: RfmCuts | None = None, monetary: Monetary = "spend"
) -> Table:
    """Codes 1–5 (5 best) and the named groups on top of a summary.

    Args:
        summary: from `summary`.
        method: `independent` (1 + ⌊5 · customers strictly worse ÷ n⌋; equal values, equal codes), `nested` (NTILE,
            best first, then customer id as text; frequency inside recency, money inside both), `thresholds`.
        cuts: needed by `thresholds`; its `high`, if set, decides the eight classes under every method.
        monetary: what M ranks.

    Returns:
        The summary with `r, f, m` (1–5; customers without a purchase in the window 1-1-1), `rfm_group` (eleven keys),
        `rfm_eight` (eight keys), `rfm_four` (four keys or null).

    Raises:
        NoThresholds: `method="thresholds"` without `cuts`.

    Source: docs/definitions.md, RFM; nested quintiles after Hughes.
    """
    if method == "thresholds":
        if cuts is None:
            raise NoThresholds("Scoring by thresholds needs four cut points each for R, F and M: pass `cuts`.")
        coded = _by_thresholds(summary, cuts=cuts, monetary=monetary)
    else:
        coded = _independent(summary, monetary) if method == "independent" else _nested(summary, monetary)
    floored = coded.mutate(
        **{code: ibis.ifelse(coded.in_window, coded[code], 1).cast("int64") for code in ("r", "f", "m")}
    )
    high = _high_by_thresholds(floored, cuts.high) if cuts is not None and cuts.high else _high_by_codes(floored)
    return floored.mutate(
        rfm_group=rfm_groups.eleven(floored), rfm_eight=rfm_groups.eight(*high), rfm_four=rfm_groups.four(floored)
    )


def health(orders: Table, *, as_of: date, months: int = 13) -> Table:
    """How many customers bought within the last month, at each of the latest month-ends and at `as_of`.

    Returns:
        `month_end, customers_active` (latest purchase then within one month), `customers_total` (ever), oldest first;
        days before the first purchase of all are left out.

    Source: docs/definitions.md, RFM.
    """
    ends = recent_month_ends(as_of, months=months)
    days = purchase_days(orders, as_of=as_of)
    within = days.inner_join(_days_within(ends), "ordered_on").select("customer_id", "month_end").distinct()
    active = within.group_by("month_end").aggregate(customers_active=within.count())
    firsts = days.group_by("customer_id").aggregate(first_on=days.ordered_on.min())
    starts = firsts.group_by("first_on").aggregate(started=firsts.count())
    cutoffs = ibis.memtable({"month_end": ends}, schema={"month_end": "date"})
    total = cutoffs.inner_join(starts, starts.first_on <= cutoffs.month_end)
    total = total.group_by("month_end").aggregate(customers_total=total.started.sum())
    curve = total.left_join(active, "month_end").select(
        "month_end", customers_active=active.customers_active.fill_null(0), customers_total=total.customers_total
    )
    return curve.order_by("month_end")


def _independent(summary: Table, monetary: Monetary) -> Table:
    """Rank counts from 0 the customers strictly worse, so equal values share a code."""
    everybody = summary.group_by("in_window").mutate(n=lambda t: t.count())

    def code(worst_first: Value) -> Value:
        worse = ibis.rank().over(group_by="in_window", order_by=worst_first)
        return 1 + (worse * 5) // everybody.n

    return everybody.mutate(
        r=code(everybody.recency_days.desc()), f=code(everybody.orders.asc()), m=code(everybody[monetary].asc())
    ).drop("n")


def _nested(summary: Table, monetary: Monetary) -> Table:
    def quintile(rows: Table, best_first: Value, *inside: str) -> Value:
        order = [best_first, as_text(rows.customer_id).asc()]
        return 5 - ibis.ntile(5).over(group_by=["in_window", *inside], order_by=order)

    by_recency = summary.mutate(r=quintile(summary, summary.recency_days.asc()))
    by_frequency = by_recency.mutate(f=quintile(by_recency, by_recency.orders.desc(), "r"))
    return by_frequency.mutate(m=quintile(by_frequency, by_frequency[monetary].desc(), "r", "f"))


def _by_thresholds(summary: Table, *, cuts: RfmCuts, monetary: Monetary) -> Table:
    def code(reached: list[Value]) -> Value:
        return 1 + sum((step.fill_null(False).cast("int64") for step in reached), ibis.literal(0))

    return summary.mutate(
        r=code([summary.recency_days <= cut for cut in cuts.recency_days]),
        f=code([summary.orders >= cut for cut in cuts.orders]),
        m=code([summary[monetary] >= cut for cut in cuts.spend]),
    )


def _high_by_codes(scored: Table) -> tuple[Value, Value, Value]:
    return scored.r >= 4, scored.f >= 4, scored.m >= 4


def _high_by_thresholds(scored: Table, high: RfmHigh) -> tuple[Value, Value, Value]:
    return (
        scored.recency_days <= high.recency_days,
        scored.orders >= high.orders,
        scored.spend >= high.spend,
    )


def _days_within(ends: list[date]) -> Table:
    """Each day that lies within one month of a month-end, with that month-end: a join on equal days, on any engine."""
    pairs = [
        (date.fromordinal(day), end)
        for end in ends
        for day in range(one_month_before(end).toordinal() + 1, end.toordinal() + 1)
    ]
    days = {"ordered_on": [day for day, _ in pairs], "month_end": [end for _, end in pairs]}
    return ibis.memtable(days, schema={"ordered_on": "date", "month_end": "date"})
