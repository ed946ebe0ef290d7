"""Is the business healthy? Customers who bought within the latest month, month by month (SPEC 7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from shuke.warehouse.read import HealthPoint

MONTHS_A_YEAR = 12
MONTHS_READ = 2 * MONTHS_A_YEAR + 1  # a year, the year before, and today

Verdict = Literal["rising", "falling", "level", "unknown"]


@dataclass(frozen=True)
class Health:
    customers: int  # bought within the month before as_of
    customers_total: int  # ever bought
    share: float | None
    change: int | None  # since the end of the month before; None: no month before
    verdict: Verdict
    months_in_a_row: int  # how long it has been rising or falling
    days: tuple[date, ...]  # a month's end each, then as_of: the latest year
    this_year: tuple[int, ...]
    year_before: tuple[int | None, ...]  # of the same months; empty when none of them is known


def health_of(points: Sequence[HealthPoint]) -> Health | None:
    """What the curve says; `points` oldest first, the last is as_of. None when nobody ever bought."""
    sold = [point for point in points if point.customers_total]
    if not sold:
        return None
    latest = sold[-1]
    counts = [point.customers_active for point in sold]
    months_in_a_row = _run_length(counts)
    shown = sold[-MONTHS_A_YEAR - 1 :]
    return Health(
        customers=latest.customers_active,
        customers_total=latest.customers_total,
        share=latest.customers_active / latest.customers_total,
        change=counts[-1] - counts[-2] if len(counts) > 1 else None,
        verdict=_verdict(counts),
        months_in_a_row=months_in_a_row,
        days=tuple(point.day for point in shown),
        this_year=tuple(point.customers_active for point in shown),
        year_before=_year_before(counts, shown=len(shown)),
    )


def _verdict(counts: Sequence[int]) -> Verdict:
    if len(counts) < 2:
        return "unknown"
    if counts[-1] == counts[-2]:
        return "level"
    return "rising" if counts[-1] > counts[-2] else "falling"


def _run_length(counts: Sequence[int]) -> int:
    """How many of the latest steps went the same way as the latest one."""
    steps = [after - before for before, after in pairwise(counts)]
    if not steps or steps[-1] == 0:
        return 0
    length = 0
    for step in reversed(steps):
        if step * steps[-1] <= 0:
            break
        length += 1
    return length


def _year_before(counts: Sequence[int], *, shown: int) -> tuple[int | None, ...]:
    first = len(counts) - shown
    places = range(first - MONTHS_A_YEAR, first - MONTHS_A_YEAR + shown)
    values = tuple(counts[place] if place >= 0 else None for place in places)
    return values if any(value is not None for value in values) else ()
