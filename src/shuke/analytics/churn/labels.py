"""Who is asked about, and what counts as leaving, on a day of the past or for the days to come.

A cut is the first day that is not known: what is known ends with the day before, the label's window starts on it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.churn.purchases import Purchases
from shuke.lib.errors import ShukeError

PACE_DAYS = 140  # the 20 weeks before the cut
MIN_PURCHASE_DAYS = 6  # before the cut
PACE_SHARE = 0.5  # spend below this share of the pace counts as falling away
# Milder and harsher limits beside the one asked about: who just missed it tells nearly as much as who just passed it.
PACE_SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SILENT_DAYS = (21, 28, 35, 42)


class WindowNotOver(ShukeError):
    """A label was asked for whose window is not over yet."""


class Leaving(StrEnum):
    """What is foretold of a customer."""

    SPEND_HALVES = "spend_halves"  # spend of the next 70 days below half of the pace of the 20 weeks before
    NO_VISIT = "no_visit"  # no purchase day in the next 42 days

    @property
    def window_days(self) -> int:
        return 70 if self is Leaving.SPEND_HALVES else 42


def customers_at(known: Purchases, *, cut: date) -> Table:
    """`customer_id, pace_spend`: who had 6 purchase days or more before `cut` and a spend above 0 in the 20 weeks
    before it, with that spend."""
    days = known.days.filter(known.days.ordered_on < _day(cut))
    totals = days.group_by("customer_id").aggregate(
        purchase_days=days.count(where=days.is_purchase),
        pace_spend=days.amount.sum(where=days.ordered_on >= _day(cut - timedelta(days=PACE_DAYS))).fill_null(0.0),
    )
    asked = totals.filter(totals.purchase_days >= MIN_PURCHASE_DAYS, totals.pace_spend > 0)
    return asked.select("customer_id", "pace_spend")


def labels(known: Purchases, *, cut: date, leaving: Leaving) -> Table:
    """`customer_id, left` (boolean), `degree` of `customers_at` that day.

    `degree`, 0 to 1, is the share of several limits that were passed: spend below 30 to 80 % of the pace, no purchase
    day for 21 to 42 days. Nothing is judged by it; it is learnt from.

    Raises:
        WindowNotOver: the window reaches past the day up to which purchases are known.
    """
    end = cut + timedelta(days=leaving.window_days)
    if end > known.until + timedelta(days=1):
        raise WindowNotOver(
            f"Whether customers of {cut} left is known after {end - timedelta(days=1)}, but purchases are known up to "
            f"{known.until}; choose an earlier day."
        )
    asked = customers_at(known, cut=cut)
    days = known.days.filter(known.days.ordered_on >= _day(cut), known.days.ordered_on < _day(end))
    ago = days.ordered_on.delta(_day(cut), unit="day").cast("int64")
    since = days.group_by("customer_id").aggregate(
        spend=days.amount.sum(), silent_days=ago.min(where=days.is_purchase).cast("int64")
    )
    rows = asked.left_join(since, "customer_id")
    if leaving is Leaving.NO_VISIT:
        silent = rows.silent_days.fill_null(leaving.window_days)
        return rows.select(
            "customer_id",
            left=silent >= leaving.window_days,
            degree=_mean([silent >= days for days in SILENT_DAYS]),
        )
    pace, spend = rows.pace_spend / PACE_DAYS, rows.spend.fill_null(0.0) / leaving.window_days
    return rows.select(
        "customer_id", left=spend < PACE_SHARE * pace, degree=_mean([spend < share * pace for share in PACE_SHARES])
    )


def training_cuts(*, first_on: date, cut: date, leaving: Leaving, every_days: int = 7) -> list[date]:
    """Earlier cuts to learn from, oldest first: the 20 weeks before each are on record (sales began on `first_on`), and
    the label's window of each ends by `cut`, so that nothing later than the day before `cut` is read."""
    latest = cut - timedelta(days=leaving.window_days)
    earliest = first_on + timedelta(days=PACE_DAYS)
    count = (latest - earliest).days // every_days + 1
    return [latest - timedelta(days=every_days * back) for back in reversed(range(max(count, 0)))]


def _day(day: date) -> Value:
    return ibis.literal(day, type="date")


def _mean(flags: Sequence[Value]) -> Value:
    """The share of them that hold, 0 to 1."""
    return sum(flag.cast("int64") for flag in flags) / float(len(flags))
