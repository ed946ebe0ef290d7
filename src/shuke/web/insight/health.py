"""Is the business healthy? Customers who bought within the latest month, month by month (SPEC 7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log10
from typing import Literal

from django.utils.translation import gettext as _

from shuke.analytics.worth.months import one_month_before
from shuke.warehouse.read import HealthPoint
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet
from shuke.web.insight.doors import span

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
    year_before: tuple[int | None, ...]  # of the same months; empty when fewer than two are known

    @property
    def change_text(self) -> str:
        return figures.number(abs(self.change or 0))

    @property
    def bought_within(self) -> str:
        """Latest purchases of those counted, as the customer list takes them."""
        return span(one_month_before(self.days[-1]) + timedelta(days=1), self.days[-1])


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
    known = sum(value is not None for value in values)
    return values if known > 1 else ()


def health_chart(found: Health) -> Chart:
    this_year, year_before = _("This year"), _("Year before")
    series: list[dict[str, object]] = [{"name": this_year, "values": found.this_year}]
    heads = [_("Month"), this_year]
    columns: list[tuple[int | None, ...]] = [found.this_year]
    if found.year_before:
        series.append({"name": year_before, "values": found.year_before, "muted": True})
        heads.append(year_before)
        columns.append(found.year_before)
    return Chart(
        sheet=Sheet(
            "health", heads, [(day.isoformat(), *values) for day, *values in zip(found.days, *columns, strict=True)]
        ),
        kind="curves",
        title=_("Customers who bought within one month, month by month"),
        data={"names": [figures.month(day) for day in found.days], "series": series, **_floor(columns)},
    )


def _floor(columns: list[tuple[int | None, ...]]) -> dict[str, int]:
    """Where the axis begins: on a grid line below the lowest point; at zero when that is not far off."""
    values = [value for column in columns for value in column if value is not None]
    low, high = min(values), max(values)
    floor = 0
    if low > high // 2:
        floor = low
        for _again in range(3):  # a lower floor may widen the steps, and these lower the floor
            floor = low // _step(high - floor) * _step(high - floor)
    return {"from": floor}


def _step(span: int) -> int:
    """The distance of grid lines that the chart will choose for three of them over `span`."""
    rough = max(span / 3, 1)
    unit = int(10 ** int(log10(rough)))
    nice = next((step for below, step in ((1.5, 1), (2.5, 2), (4, 3), (7, 5)) if rough / unit < below), 10)
    return int(nice * unit)
