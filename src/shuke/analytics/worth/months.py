"""Calendar months counted in Python: engines disagree about deltas in months, so they are given days."""

from calendar import monthrange
from datetime import date, timedelta


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def one_month_before(day: date) -> date:
    """The same day of the month before, or that month's end when it is shorter."""
    before = day.replace(day=1) - timedelta(days=1)
    return before.replace(day=min(day.day, before.day))


def recent_month_ends(as_of: date, *, months: int) -> list[date]:
    """The latest `months` month-ends up to `as_of`, then `as_of` itself unless it is one; oldest first."""
    days = [] if month_end(as_of) == as_of else [as_of]
    latest = as_of if not days else as_of.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        days.append(latest)
        latest = latest.replace(day=1) - timedelta(days=1)
    return days[::-1]
