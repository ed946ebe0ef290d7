"""Current against potential value: platinum, gold, iron, lead (docs/definitions.md, Value class)."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import attach, day_before_window, days_until, exact_sum, ratio, steady
from shuke.analytics.worth.orders import lines_between, until
from shuke.analytics.worth.pyramid import LEVELS

DAYS_PER_YEAR = 365

# By (current is high, potential is high).
CLASSES = {(True, True): "platinum", (True, False): "gold", (False, True): "iron", (False, False): "lead"}


@dataclass(frozen=True)
class QuadrantRules:
    """What counts as high, and from when the trend is read."""

    high_percentile: float = 0.80  # at or above it, and above 0
    trend_days: int = 90  # spend of these latest days is the expectation


def classes(
    summary: Table,
    orders: Table,
    lines: Table,
    levels: Table,
    *,
    as_of: date,
    window_days: int = 365,
    rules: QuadrantRules | None = None,
    expected: Table | None = None,
) -> Table:
    """The value class of every customer of the summary.

    Args:
        summary: from `rfm.summary`; orders, lines: see the package. A line's `margin` counts where it is not null,
            else its `amount`; without `category_id` there is no headroom.
        levels: from `pyramid.levels`, over the same window.
        expected: `customer_id, expected_year` (spend of the 365 days after `as_of`, in the unit of `amount`): a
            forecast takes the place of the trend where it is not null. None: the simple form for everybody.

    Returns:
        `customer_id, current_value, potential_value, headroom` (float64, in the unit of `amount`, a year each),
        `current_is_high, potential_is_high, value_class`. Percentiles are over the customers with a purchase in the
        window; the others are lead.

    Source: docs/definitions.md, Value class.
    """
    rules = rules or QuadrantRules()
    after = day_before_window(as_of=as_of, window_days=window_days)
    recent = lines_between(lines, after=after, as_of=as_of)
    rows = attach(_current(summary, recent), _trend(orders, as_of=as_of, trend_days=rules.trend_days))
    # Finished first: head-room reads it twice, and an engine would add up all lines for each.
    rows = attach(rows, _headroom(_category_spend(recent).cache(), levels))
    rows = rows.cross_join(_days_observed(summary, as_of=as_of, window_days=window_days))
    if expected is not None:
        rows = attach(rows, expected.select("customer_id", "expected_year"))
    headroom = rows.headroom.fill_null(0.0)
    expected_per_day = rows.trend_spend.fill_null(0).cast("float64") / rules.trend_days
    if expected is not None:
        expected_per_day = (rows.expected_year.cast("float64") / DAYS_PER_YEAR).coalesce(expected_per_day)
    actual_per_day = rows.spend.cast("float64") / rows.days_observed.cast("float64")
    valued = rows.select(
        "customer_id",
        "in_window",
        current_value=steady(rows.current.fill_null(0)),
        potential_value=steady((expected_per_day - actual_per_day) * DAYS_PER_YEAR + headroom),
        headroom=headroom,
    )
    return _classed(valued, percentile=rules.high_percentile)


def _current(summary: Table, lines: Table) -> Table:
    """`customer_id, in_window, spend, current`: the window's margin where costs are known, else its spend."""
    rows = summary.select("customer_id", "in_window", "spend")
    if "margin" not in lines.columns:
        return rows.mutate(current=rows.spend)
    valued = lines.select("customer_id", current=lines.margin.coalesce(lines.amount))
    return attach(rows, valued.group_by("customer_id").aggregate(current=exact_sum(valued.current)))


def _category_spend(lines: Table) -> Table:
    """`customer_id, category_id, spend` out of the lines given; no rows where they name no category."""
    if "category_id" not in lines.columns:
        lines = lines.mutate(category_id=ibis.null("string"))
    known = lines.filter(lines.category_id.notnull())
    return known.group_by("customer_id", "category_id").aggregate(spend=exact_sum(known.amount))


def _classed(valued: Table, *, percentile: float) -> Table:
    inside = ibis.window(group_by="in_window")
    rows = valued.mutate(
        current_bar=valued.current_value.quantile(percentile).over(inside),
        potential_bar=valued.potential_value.quantile(percentile).over(inside),
    )
    flagged = rows.mutate(
        current_is_high=_is_high(rows, rows.current_value, rows.current_bar),
        potential_is_high=_is_high(rows, rows.potential_value, rows.potential_bar),
    )
    current, potential = flagged.current_is_high, flagged.potential_is_high
    named = ((((current == c) & (potential == p)), name) for (c, p), name in CLASSES.items() if c or p)
    return flagged.mutate(value_class=ibis.cases(*named, else_="lead")).drop(
        "in_window", "current_bar", "potential_bar"
    )


def _is_high(rows: Table, value: Value, bar: Value) -> Value:
    return (rows.in_window & (value >= bar) & (value > 0)).fill_null(False)


def _trend(orders: Table, *, as_of: date, trend_days: int) -> Table:
    after = ibis.literal(as_of - timedelta(days=trend_days), type="date")
    rows = until(orders, as_of=as_of).filter(lambda t: t.ordered_on > after)
    return rows.group_by("customer_id").aggregate(trend_spend=exact_sum(rows.amount))


def _days_observed(summary: Table, *, as_of: date, window_days: int) -> Table:
    """One row: days since the business's first order, at least 1, at most the window."""
    selling = days_until(as_of, summary.first_on.min())
    return summary.aggregate(days_observed=ibis.least(ibis.greatest(selling, 1), window_days))


def _headroom(spend: Table, levels: Table) -> Table:
    """Per customer of the levels: what categories not bought bring from their level, on average.

    All categories of the level less those bought: no row for each customer and category not bought is ever made.
    Typical spend is joined by category, a column for each level: by both, an engine might begin with the level alone,
    millions of rows.
    """
    bought = spend.filter(spend.spend > 0)
    bought = bought.inner_join(levels.select("customer_id", "pyramid_level"), "customer_id")
    sizes = levels.group_by("pyramid_level").aggregate(members=levels.count())
    typical = bought.group_by("category_id", "pyramid_level").aggregate(
        buyers=bought.count(),
        median_spend=bought.spend.cast("float64").quantile(0.5),
    )
    typical = typical.inner_join(sizes, "pyramid_level")
    typical = typical.mutate(brings=ratio(typical.buyers, typical.members) * typical.median_spend)
    everything = typical.group_by("pyramid_level").aggregate(possible=typical.brings.sum())
    brings = {level: typical.brings.max(where=typical.pyramid_level == level) for level in LEVELS}
    taken = bought.inner_join(typical.group_by("category_id").aggregate(**brings), "category_id")
    own = ibis.cases(*((taken.pyramid_level == level, taken[level]) for level in LEVELS))
    taken = taken.group_by("customer_id").aggregate(taken=own.sum())
    rows = attach(attach(levels, everything, "pyramid_level"), taken)
    left = rows.possible.fill_null(0.0) - rows.taken.fill_null(0.0)
    return rows.select("customer_id", headroom=steady(ibis.greatest(left, 0.0)))
