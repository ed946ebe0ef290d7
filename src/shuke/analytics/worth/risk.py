"""Simple churn probability and value at risk, until a model earns its place (docs/definitions.md, Churn probability).

Measured, not modelled: of those who were this overdue `horizon_days` ago, how many have not bought since?
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth import rfm, rhythm
from shuke.analytics.worth.columns import attach, days_until, ratio, steady
from shuke.analytics.worth.quadrant import DAYS_PER_YEAR

# Overdue bands, each up to and including its ratio; beyond the last, "over_4".
BANDS = ((1.0, "up_to_1"), (1.5, "up_to_1_5"), (2.0, "up_to_2"), (3.0, "up_to_3"), (4.0, "up_to_4"))
BEYOND = "over_4"


@dataclass(frozen=True)
class ChurnRules:
    """How far back the bands are measured, and how much history that takes."""

    horizon_days: int = 90  # no order in so many days counts as gone
    min_history_days: int = 180  # a shorter history says nothing


def churn(
    orders: Table,
    *,
    as_of: date,
    summary: Table | None = None,
    alerts: Table | None = None,
    measured: Table | None = None,
    window_days: int = 365,
    rules: ChurnRules | None = None,
) -> Table:
    """Churn probability and value at risk of every customer with a purchase up to `as_of`.

    Args:
        orders: see the package.
        summary, alerts, measured: results of `rfm.summary`, `rhythm.alerts` and `bands` as of the same day, where the
            caller has them; computed otherwise.

    Returns:
        `customer_id, overdue_band` (key, null without a rhythm), `churn_probability` (0–1), `value_at_risk` (float64,
        in the unit of `amount`: the probability × spend at the window's pace for 365 days, never negative); both null
        when the business has sold for fewer than `min_history_days`, or nobody was in that band then.

    Source: docs/definitions.md, Value at risk.
    """
    rules = rules or ChurnRules()
    totals = rfm.summary(orders, as_of=as_of, window_days=window_days) if summary is None else summary
    rhythms = rhythm.alerts(orders, as_of=as_of) if alerts is None else alerts
    known = bands(rhythm.gaps(orders, as_of=as_of), as_of=as_of, rules=rules) if measured is None else measured
    banded = rhythms.select("customer_id", overdue_band=_band(rhythms.overdue_ratio))
    rows = attach(totals.select("customer_id", "spend"), banded)
    rows = attach(rows, known.select("overdue_band", "churn_probability"), "overdue_band")
    selling = days_until(as_of, totals.first_on.min())
    observed = totals.aggregate(days_observed=ibis.least(ibis.greatest(selling, 1), window_days))
    rows = rows.cross_join(observed)
    yearly = ratio(ibis.greatest(rows.spend, 0), rows.days_observed) * DAYS_PER_YEAR
    return rows.select(
        "customer_id", "overdue_band", "churn_probability", value_at_risk=steady(rows.churn_probability * yearly)
    )


def bands(
    gaps: Table,
    *,
    as_of: date,
    home_store: Table | None = None,
    rules: ChurnRules | None = None,
    rhythm_rules: rhythm.RhythmRules | None = None,
) -> Table:
    """What was measured: `overdue_band, customers, churned, churn_probability`, one row per band somebody was in.

    Args:
        gaps: from `rhythm.gaps`.
        home_store, rhythm_rules: as for `rhythm.alerts`; those of the alerts whose bands are looked up.

    Customers are those with a rhythm at `as_of` − `horizon_days`, in their band of that day; churned are those
    without a purchase since. Empty when the business has sold for fewer than `min_history_days`.
    """
    rules = rules or ChurnRules()
    then = as_of - timedelta(days=rules.horizon_days)
    known = gaps.filter(gaps.ordered_on <= ibis.literal(as_of, type="date"))
    banded = rhythm.overdue_of(known, as_of=then, home_store=home_store, rules=rhythm_rules)
    banded = banded.select("customer_id", overdue_band=_band(banded.overdue_ratio))
    since = known.filter(known.ordered_on > ibis.literal(then, type="date")).select("customer_id").distinct()
    history = known.aggregate(history_days=days_until(as_of, known.ordered_on.min()))
    rows = attach(banded, since.mutate(stayed=ibis.literal(True))).cross_join(history)
    rows = rows.filter(rows.overdue_band.notnull(), rows.history_days >= rules.min_history_days)
    counted = rows.group_by("overdue_band").aggregate(
        customers=rows.count(), churned=rows.count(where=rows.stayed.isnull())
    )
    return counted.mutate(churn_probability=ratio(counted.churned, counted.customers))


def _band(overdue_ratio: Value) -> Value:
    known = [(overdue_ratio <= top, key) for top, key in BANDS]
    return ibis.cases((overdue_ratio.isnull(), ibis.null("string")), *known, else_=BEYOND)
