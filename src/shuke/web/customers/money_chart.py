"""Spend by month, as bars with their table."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.lib.dates import first_of_month, months_back
from shuke.records.sales.queries import MonthSpend
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet

MONTHS = 18


def money_chart(spent: list[MonthSpend], *, until: date, currency: str) -> Chart | None:
    """The latest months up to `until`, empty ones included; None when nothing was bought in them."""
    by_month = {each.month: each for each in spent if each.currency == currency}
    if not by_month:
        return None
    end, first = first_of_month(until), min(by_month)
    months = [month for back in reversed(range(MONTHS)) if (month := months_back(end, back)) >= first]
    names = [figures.month(month, with_year=month.month == 1 or month == months[0]) for month in months]
    totals = [by_month[month].total if month in by_month else Decimal(0) for month in months]
    orders = [by_month[month].orders if month in by_month else 0 for month in months]
    return Chart(
        sheet=Sheet(
            "money",
            [_("Month"), _("Spend"), _("Orders")],
            [
                (month.strftime("%Y-%m"), figures.number(total, decimals=2), count)
                for month, total, count in zip(months, totals, orders, strict=True)
            ],
        ),
        kind="bars",
        title=_("Spend by month"),
        data={
            "names": names,
            "series": [{"name": _("Spend"), "values": [float(total) for total in totals]}],
            "prefix": figures.mark_of(currency),
        },
        size="low",
    )
