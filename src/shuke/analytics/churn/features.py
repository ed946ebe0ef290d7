"""What was known about a customer on the day before a cut, as numbers. Nothing from the cut on is read.

Every feature reads at most the 20 weeks before the cut, so that a snapshot early in a shop's records and one late in
them speak the same language.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import log

import ibis
import pandas as pd
from ibis.expr.types import Table, Value

from shuke.analytics.churn.labels import PACE_DAYS, customers_at
from shuke.analytics.churn.purchases import Purchases
from shuke.analytics.worth.columns import attach, ratio, steady

WINDOWS_DAYS = (14, 28, 42, 70, PACE_DAYS)
HALF_LIVES_DAYS = (7, 14, 28, 56)
STRETCHES_DAYS = (35, 70)
WEEK = 7
WEEKS = PACE_DAYS // WEEK
BLOCK_WEEKS = 4
WEAK_PACE = 0.5  # of the pace of the 20 weeks: the share that leaving is about
SATURDAY = 5  # counting from Monday, 0

FEATURES = (
    "silence_days",
    "silence_ratio",
    "median_gap_days",
    "longest_gap_days",
    "gap_variation",
    *(f"visits_{window}" for window in WINDOWS_DAYS),
    *(f"spend_{window}" for window in WINDOWS_DAYS),
    *(f"faded_visits_{half_life}" for half_life in HALF_LIVES_DAYS),
    *(f"faded_spend_{half_life}" for half_life in HALF_LIVES_DAYS),
    *(f"faded_spend_share_{half_life}" for half_life in HALF_LIVES_DAYS),
    "active_weeks",
    "visit_trend_28",
    "visit_trend_70",
    "spend_trend_28",
    "spend_trend_70",
    "steady_spend_share",
    "weekly_spend_variation",
    "largest_week_share",
    "largest_day_share",
    "largest_three_weeks_share",
    "weakest_ten_weeks_share",
    "four_week_variation",
    "four_week_least_share",
    "four_week_largest_share",
    *(f"weakest_stretch_{days}" for days in STRETCHES_DAYS),
    "weak_stretches_share",
    "spend_per_visit",
    "recent_visit_value",
    "lines_per_visit",
    "weekend_share",
    "discount_share",
    "discount_trend",
    "categories",
    "recent_category_share",
)


def features(known: Purchases, *, cut: date, names: Sequence[str] = FEATURES) -> pd.DataFrame:
    """One row per customer of `labels.customers_at(cut)`, indexed and sorted by customer id; float64, NaN where there
    is nothing to say. Of `names` only: a model that asks few questions need not wait for the others.

    Returns:
        In days: `silence_days` (latest purchase day to the day before the cut), `median_gap_days`, `longest_gap_days`
        (between purchase days of the 20 weeks); `silence_ratio` (silence ÷ median gap), `gap_variation` (standard
        deviation ÷ mean). Counts: `visits_N` (purchase days of the latest N days), `active_weeks` (of 20),
        `categories`. `spend_N` in the unit of `amount`. `faded_visits_H`, `faded_spend_H` count each
        visit and amount ½^(days ago ÷ H), `faded_spend_share_H` is that ÷ spend of the 20 weeks. Trends:
        pace of the latest N days ÷ pace of the 20 weeks.
        `steady_spend_share` (median of the 20 weeks' spend ÷ their mean), `weekly_spend_variation` (standard deviation
        ÷ mean), `largest_week_share`, `largest_day_share`, `largest_three_weeks_share`, `weakest_ten_weeks_share` (of
        spend); of the five blocks of four weeks `four_week_variation`, `four_week_least_share` and
        `four_week_largest_share`; `weakest_stretch_N` (pace of the weakest N days in a row ÷ pace of the 20 weeks, by
        whole weeks), `weak_stretches_share` (of the stretches of 35 days, below half of it), `spend_per_visit`,
        `recent_visit_value` (spend per visit of 42 days ÷ that of 20 weeks), `lines_per_visit`, `weekend_share` (of
        visits),
        `discount_share` (of spend before discount), `discount_trend` (share of 42 days − share of 20 weeks),
        `recent_category_share` (of the categories of 20 weeks, bought in the latest 42 days).
    """
    days = _recent(known.days, cut=cut)
    rows = attach(customers_at(known, cut=cut).select("customer_id"), _counted(days))
    rows = attach(attach(attach(rows, _gaps(days)), _weeks(days)), _stretches(days))
    rows = attach(rows, _categories(_recent(known.categories, cut=cut)))
    frame = rows.select("customer_id", **{name: steady(rows[name]) for name in names}).to_pandas()
    return pd.DataFrame(frame.sort_values("customer_id").set_index("customer_id"))


def _recent(table: Table, *, cut: date) -> Table:
    """The 20 weeks before the cut, with `ago` (0 is the day before the cut)."""
    day = ibis.literal(cut - timedelta(days=1), type="date")
    ago = day.delta(table.ordered_on, unit="day").cast("int64")
    return table.mutate(ago=ago).filter(lambda t: t.ago >= 0, lambda t: t.ago < PACE_DAYS)


def _counted(days: Table) -> Table:
    is_visit, weekend = days.is_purchase, days.ordered_on.day_of_week.index() >= SATURDAY
    within = {window: days.ago < window for window in WINDOWS_DAYS}
    faded = {h: (days.ago.cast("float64") * (-log(2.0) / h)).exp() for h in HALF_LIVES_DAYS}
    totals = days.group_by("customer_id").aggregate(
        **{f"visits_{n}": days.count(where=is_visit & recent) for n, recent in within.items()},
        **{f"spend_{n}": _sum(days.amount, recent) for n, recent in within.items()},
        **{f"faded_visits_{h}": _sum(faded[h], is_visit) for h in HALF_LIVES_DAYS},
        **{f"faded_spend_{h}": (days.amount * faded[h]).sum() for h in HALF_LIVES_DAYS},
        silence_days=days.ago.min(where=is_visit),
        largest_day=days.amount.max(),
        weekend_visits=days.count(where=is_visit & weekend),
        lines=days.lines.sum(),
        discount=_sum(days.discount, within[PACE_DAYS]),
        recent_discount=_sum(days.discount, within[42]),
    )
    discount_share = ratio(totals.discount, totals.discount + totals.spend_140)
    return totals.mutate(
        **{f"faded_spend_share_{h}": ratio(totals[f"faded_spend_{h}"], totals.spend_140) for h in HALF_LIVES_DAYS},
        visit_trend_28=_trend(totals.visits_28, totals.visits_140, 28),
        visit_trend_70=_trend(totals.visits_70, totals.visits_140, 70),
        spend_trend_28=_trend(totals.spend_28, totals.spend_140, 28),
        spend_trend_70=_trend(totals.spend_70, totals.spend_140, 70),
        largest_day_share=ratio(totals.largest_day, totals.spend_140),
        spend_per_visit=ratio(totals.spend_140, totals.visits_140),
        recent_visit_value=ratio(totals.spend_42, totals.visits_42) / ratio(totals.spend_140, totals.visits_140),
        lines_per_visit=ratio(totals.lines, totals.visits_140),
        weekend_share=ratio(totals.weekend_visits, totals.visits_140),
        discount_share=discount_share,
        discount_trend=ratio(totals.recent_discount, totals.recent_discount + totals.spend_42) - discount_share,
    )


def _gaps(days: Table) -> Table:
    visits = days.filter(days.is_purchase)
    gap = visits.ago.lag().over(group_by="customer_id", order_by=visits.ago.desc()) - visits.ago
    visits = visits.mutate(gap_days=gap.cast("float64"))
    gaps = visits.group_by("customer_id").aggregate(
        silence=visits.ago.min().cast("float64"),
        median_gap_days=visits.gap_days.quantile(0.5),
        longest_gap_days=visits.gap_days.max(),
        mean_gap=visits.gap_days.mean(),
        gap_deviation=visits.gap_days.std(how="pop"),
    )
    return gaps.select(
        "customer_id",
        "median_gap_days",
        "longest_gap_days",
        silence_ratio=ratio(gaps.silence, gaps.median_gap_days),
        gap_variation=ratio(gaps.gap_deviation, gaps.mean_gap),
    )


def _weeks(days: Table) -> Table:
    """Weeks without a purchase count as 0: of the median of 20, and of the deviation."""
    dated = days.mutate(week=(days.ago / WEEK).floor().cast("int64"))
    weeks = dated.group_by("customer_id", "week").aggregate(spend=dated.amount.sum(), visited=dated.is_purchase.any())
    rank = ibis.row_number().over(group_by="customer_id", order_by=weeks.spend.desc())  # from 0
    ranked = weeks.mutate(rank=rank)
    middle = (ranked["rank"] == WEEKS // 2 - 1) | (ranked["rank"] == WEEKS // 2)
    totals = ranked.group_by("customer_id").aggregate(
        active_weeks=ranked.count(where=ranked.visited),
        spend=ranked.spend.sum(),
        square=(ranked.spend * ranked.spend).sum() / WEEKS,
        middle=_sum(ranked.spend, middle) / 2.0,
        largest=ranked.spend.max(),
        largest_three=_sum(ranked.spend, ranked["rank"] < 3),
        upper_half=_sum(ranked.spend, ranked["rank"] < WEEKS // 2),
    )
    mean = totals.spend / WEEKS
    variance = ibis.greatest(totals.square - mean * mean, 0.0)
    return totals.select(
        "customer_id",
        "active_weeks",
        steady_spend_share=ratio(totals.middle, mean),
        weekly_spend_variation=ratio(variance.sqrt(), mean),
        largest_week_share=ratio(totals.largest, totals.spend),
        largest_three_weeks_share=ratio(totals.largest_three, totals.spend),
        weakest_ten_weeks_share=ratio(totals.spend - totals.upper_half, totals.spend),
    )


def _stretches(days: Table) -> Table:
    """Weeks in a row, from sums of spend up to each week: how far below her own pace she has been before."""
    totals = days.group_by("customer_id").aggregate(
        **{f"until_{week}": _sum(days.amount, days.ago < WEEK * week) for week in range(WEEKS + 1)}
    )
    spend = totals[f"until_{WEEKS}"]

    def stretches(weeks: int, step: int = 1) -> list[Value]:
        starts = range(0, WEEKS - weeks + 1, step)
        return [totals[f"until_{start + weeks}"] - totals[f"until_{start}"] for start in starts]

    blocks = stretches(BLOCK_WEEKS, BLOCK_WEEKS)
    mean = spend / len(blocks)
    variance = sum((block - mean) * (block - mean) for block in blocks) / len(blocks)
    short = stretches(STRETCHES_DAYS[0] // WEEK)
    limit = spend * (WEAK_PACE * STRETCHES_DAYS[0] / PACE_DAYS)
    return totals.select(
        "customer_id",
        four_week_variation=ratio(variance.sqrt(), mean),
        four_week_least_share=ratio(ibis.least(*blocks), spend),
        four_week_largest_share=ratio(ibis.greatest(*blocks), spend),
        weak_stretches_share=sum((stretch < limit).cast("float64") for stretch in short) / len(short),
        **{f"weakest_stretch_{n}": _trend(ibis.least(*stretches(n // WEEK)), spend, n) for n in STRETCHES_DAYS},
    )


def _categories(bought: Table) -> Table:
    counted = bought.group_by("customer_id").aggregate(
        categories=bought.category_id.nunique(), recent=bought.category_id.nunique(where=bought.ago < 42)
    )
    return counted.select("customer_id", "categories", recent_category_share=ratio(counted.recent, counted.categories))


def _trend(recent: Value, all_of_it: Value, window_days: int) -> Value:
    return ratio(recent, all_of_it) * (PACE_DAYS / window_days)


def _sum(column: Value, where: Value) -> Value:
    return column.sum(where=where).fill_null(0)
