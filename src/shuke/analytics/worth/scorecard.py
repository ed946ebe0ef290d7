"""All counting scores in one wide row per customer, computed together so that nothing is read twice."""

from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
from ibis.expr.types import Table

from shuke.analytics.worth import lifecycle, pareto, pyramid, quadrant, rfm, rhythm, risk
from shuke.analytics.worth.columns import attach, day_before_window
from shuke.analytics.worth.orders import LINE_COLUMNS, lines_between, until
from shuke.analytics.worth.settings import WorthSettings

__all__ = ["WorthSettings", "wide"]


def wide(
    orders: Table,
    lines: Table,
    *,
    as_of: date,
    settings: WorthSettings | None = None,
    expected: Table | None = None,
) -> Table:
    """Every counting score, one row per customer with a purchase up to `as_of`.

    Shared steps are materialised as temporary tables of the engine and let go with the result, which joins them each
    time it is read: read it once or write it away, then drop it.

    Args:
        orders, lines: see the package, of the same sales (`orders.from_lines(lines)`). A customer's home store is the
            `home_store_id` of her orders, or else of her lines (the largest, should they differ).
        settings: thresholds; None takes the defaults.
        expected: forecasts of a year's spend, see `quadrant.classes`.

    Returns:
        The columns of `rfm.score`, `pareto.abc`, `pyramid.levels`, `spikes`, `champion_flags`, `quadrant.classes`,
        `rhythm.alerts`, `lifecycle.stages` and `risk.churn`, plus `is_champion`. Without a purchase in the window
        `abc`, `pyramid_level`, `rank`, `rank_share` and `spend_share_before` are null.
    """
    settings = settings or WorthSettings()
    shared = _share(orders, lines, as_of=as_of, settings=settings)
    abc = pareto.abc(shared.summary, a_share=settings.abc_a_share, b_share=settings.abc_b_share)
    champions = pyramid.champion_flags(_champions(shared, as_of=as_of, settings=settings))
    # Each part is finished before the next begins: together they would hold all their hash tables at once.
    parts = [
        abc,
        shared.levels,
        _spikes(shared, as_of=as_of, settings=settings),
        champions.cache(),
        _classes(shared, expected, as_of=as_of, settings=settings).cache(),
        shared.alerts,
        _stages(shared, as_of=as_of, settings=settings).cache(),
        _churn(shared, as_of=as_of, settings=settings).cache(),
    ]
    rows = reduce(attach, parts, shared.summary)
    return rows.mutate(
        is_spike=rows.is_spike.fill_null(False),
        is_champion=rows.champion_products.fill_null(0) > 0,
        champion_products=rows.champion_products.fill_null(0),
    )


@dataclass(frozen=True)
class _Shared:
    """What several scores read, materialised once."""

    orders: Table
    lines: Table
    homes: Table | None
    summary: Table  # scored
    levels: Table
    gaps: Table
    alerts: Table


def _share(orders: Table, lines: Table, *, as_of: date, settings: WorthSettings) -> _Shared:
    known = until(orders, as_of=as_of).cache()
    summary = rfm.summary(known, as_of=as_of, window_days=settings.window_days)
    scored = rfm.score(
        summary.cache(), method=settings.rfm_method, cuts=settings.rfm_cuts, monetary=settings.rfm_monetary
    ).cache()
    homes = _home_stores(orders if "home_store_id" in orders.columns else lines, as_of=as_of)
    gaps = rhythm.gaps(known, as_of=as_of, rules=settings.rhythm).cache()
    return _Shared(
        orders=known,
        lines=_recent(lines, as_of=as_of, window_days=settings.window_days).cache(),
        homes=homes,
        summary=scored,
        levels=pyramid.levels(scored, shares=settings.pyramid_shares).cache(),
        gaps=gaps,
        alerts=rhythm.alerts_of(gaps, as_of=as_of, home_store=homes, rules=settings.rhythm).cache(),
    )


def _recent(lines: Table, *, as_of: date, window_days: int) -> Table:
    """What the scores read of the window's lines."""
    after = day_before_window(as_of=as_of, window_days=window_days)
    wanted = [name for name in (*LINE_COLUMNS, "category_id", "margin") if name in lines.columns]
    return lines_between(lines, after=after, as_of=as_of).select(*wanted)


def _home_stores(sales: Table, *, as_of: date) -> Table | None:
    if "home_store_id" not in sales.columns:
        return None
    known = sales.filter(sales.customer_id.notnull(), sales.ordered_on <= ibis.literal(as_of, type="date"))
    return known.group_by("customer_id").aggregate(home_store_id=known.home_store_id.max()).cache()


def _spikes(shared: _Shared, *, as_of: date, settings: WorthSettings) -> Table:
    return pyramid.spikes(
        shared.orders, shared.levels, as_of=as_of, window_days=settings.window_days, rules=settings.spike
    )


def _champions(shared: _Shared, *, as_of: date, settings: WorthSettings) -> Table:
    return pyramid.champions(shared.lines, as_of=as_of, window_days=settings.window_days, rules=settings.champion)


def _classes(shared: _Shared, expected: Table | None, *, as_of: date, settings: WorthSettings) -> Table:
    return quadrant.classes(
        shared.summary,
        shared.orders,
        shared.lines,
        shared.levels,
        as_of=as_of,
        window_days=settings.window_days,
        rules=settings.quadrant,
        expected=expected,
    )


def _stages(shared: _Shared, *, as_of: date, settings: WorthSettings) -> Table:
    staged = lifecycle.stages(shared.summary, shared.orders, shared.alerts, as_of=as_of, rules=settings.stage)
    return staged.drop("is_abnormal")


def _churn(shared: _Shared, *, as_of: date, settings: WorthSettings) -> Table:
    measured = risk.bands(
        shared.gaps, as_of=as_of, home_store=shared.homes, rules=settings.churn, rhythm_rules=settings.rhythm
    )
    return risk.churn(
        shared.orders,
        as_of=as_of,
        summary=shared.summary,
        alerts=shared.alerts,
        measured=measured,
        window_days=settings.window_days,
        rules=settings.churn,
    )
