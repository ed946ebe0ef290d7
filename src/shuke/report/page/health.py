"""Is the business healthy? Customers who bought within the latest month, month by month (SPEC 7.1)."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pandas as pd

MONTHS_A_YEAR = 12

Direction = Literal["rising", "falling", "level", "unknown"]


@dataclass(frozen=True)
class Health:
    customers: int  # bought within the month before as_of
    customers_total: int  # ever bought
    change: int | None  # since the point before; None: there is none
    direction: Direction
    months_in_a_row: int  # how long it has gone that way
    days: list[dt.date]  # of the latest year: a month's end each, then as_of
    this_year: list[int]
    year_before: list[int | None]  # of the same months; empty when none of them is known


def health_of(curve: pd.DataFrame) -> Health:
    """What the curve of `rfm.health` says; it has at least one point."""
    counts = [int(value) for value in curve["customers_active"]]
    steps = [after - before for before, after in pairwise(counts)]
    shown = min(len(counts), MONTHS_A_YEAR + 1)
    return Health(
        customers=counts[-1],
        customers_total=int(curve["customers_total"].iloc[-1]),
        change=steps[-1] if steps else None,
        direction=_direction(steps),
        months_in_a_row=_run_length(steps),
        days=[pd.Timestamp(day).date() for day in curve["month_end"].iloc[-shown:]],
        this_year=counts[-shown:],
        year_before=_year_before(counts, shown=shown),
    )


def _direction(steps: list[int]) -> Direction:
    if not steps:
        return "unknown"
    if steps[-1] == 0:
        return "level"
    return "rising" if steps[-1] > 0 else "falling"


def _run_length(steps: list[int]) -> int:
    length = 0
    for step in reversed(steps):
        if step * steps[-1] <= 0:
            break
        length += 1
    return length


def _year_before(counts: list[int], *, shown: int) -> list[int | None]:
    places = range(len(counts) - shown - MONTHS_A_YEAR, len(counts) - MONTHS_A_YEAR)
    values = [counts[place] if place >= 0 else None for place in places]
    return values if any(value is not None for value in values) else []
