"""The health curve on a page: read for one's own stores, drawn, and opened."""

from datetime import date, timedelta
from math import log10

from django.utils.translation import gettext as _

from shuke.analytics.worth.months import one_month_before
from shuke.report.page.health import MONTHS_A_YEAR, Health, Point, health_of
from shuke.warehouse import read
from shuke.warehouse.read import StoreIds
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet
from shuke.web.insight.doors import span

MONTHS_READ = 2 * MONTHS_A_YEAR + 1  # a year, the year before, and today


def health(*, as_of: date, stores: StoreIds) -> Health | None:
    """The curve of these stores' customers; None when nobody ever bought."""
    curve = read.health_curve(as_of=as_of, months=MONTHS_READ, stores=stores)
    points = [Point(point.day, point.customers_active, point.customers_total) for point in curve]
    return health_of(points) if any(point.customers_total for point in points) else None


def bought_within(found: Health) -> str:
    """Latest purchases of those counted, as the customer list takes them."""
    return span(one_month_before(found.days[-1]) + timedelta(days=1), found.days[-1])


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
