"""Is the business healthy? Customers who bought within the latest month, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

MONTHS_A_YEAR = 12

Verdict = Literal["rising", "falling", "level", "unknown"]


@dataclass(frozen=True)
class Point:
    """One point of the curve: a month's end, or the as-of day itself."""

    day: date
    customers: int  # bought within the month before it
    customers_total: int  # ever bought by then


@dataclass(frozen=True)
class Health:
    customers: int  # bought within the month before as_of
    customers_total: int  # ever bought
    change: int | None  # since the end of the month before; None: no month before
    verdict: Verdict
    months_in_a_row: int  # how long it has been rising or falling
    days: tuple[date, ...]  # a month's end each, then as_of: the latest year
    this_year: tuple[int, ...]
    year_before: tuple[int | None, ...]  # of the same months; empty when fewer than two are known

    @property
    def share(self) -> float:
        return self.customers / self.customers_total


def health_of(points: Sequence[Point]) -> Health:
    """What the curve says; `points` oldest first, the last is as_of, by when somebody has bought."""
    sold = [point for point in points if point.customers_total]
    counts = [point.customers for point in sold]
    steps = [after - before for before, after in pairwise(counts)]
    shown = sold[-MONTHS_A_YEAR - 1 :]
    return Health(
        customers=sold[-1].customers,
        customers_total=sold[-1].customers_total,
        change=steps[-1] if steps else None,
        verdict=_verdict(steps),
        months_in_a_row=_run_length(steps),
        days=tuple(point.day for point in shown),
        this_year=tuple(point.customers for point in shown),
        year_before=_year_before(counts, shown=len(shown)),
    )


def _verdict(steps: Sequence[int]) -> Verdict:
    if not steps:
        return "unknown"
    if steps[-1] == 0:
        return "level"
    return "rising" if steps[-1] > 0 else "falling"


def _run_length(steps: Sequence[int]) -> int:
    """How many of the latest steps went the same way as the latest one."""
    length = 0
    for step in reversed(steps):
        if step * steps[-1] <= 0:
            break
        length += 1
    return length


def _year_before(counts: Sequence[int], *, shown: int) -> tuple[int | None, ...]:
    first = len(counts) - shown - MONTHS_A_YEAR
    values = tuple(counts[place] if place >= 0 else None for place in range(first, first + shown))
    known = sum(value is not None for value in values)
    return values if known > 1 else ()
