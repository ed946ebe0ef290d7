"""Who comes back, by the month of the first purchase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from shuke.lib.dates import months_back
from shuke.warehouse.read import Cohort
from shuke.web import figures
from shuke.web.insight import doors
from shuke.web.insight.charts import Sheet

SHADE_FROM = (0.05, 0.15, 0.25, 0.4, 0.55, 0.7)  # share that bought, from which the next shade begins


@dataclass(frozen=True)
class CohortCell:
    customers: int
    share: float
    shade: int  # 0–6
    url: str = ""  # "": nobody


@dataclass(frozen=True)
class CohortRow:
    month: date
    customers: int
    cells: tuple[CohortCell, ...]  # 1, 2, … months after the first

    @property
    def name(self) -> str:
        return figures.month(self.month, with_year=True)

    @property
    def span(self) -> str:
        """Days of the first purchase, as the customer list takes them."""
        return _span(self.month)


@dataclass(frozen=True)
class CohortTable:
    rows: tuple[CohortRow, ...]
    widths: tuple[int, ...]  # months after the first: the columns
    means: tuple[float, ...]  # of each column, customers counted alike


def table_of(cohorts: Sequence[Cohort]) -> CohortTable:
    rows = tuple(_row(cohort) for cohort in cohorts if cohort.customers)
    longest = max((len(row.cells) for row in rows), default=0)
    return CohortTable(
        rows=rows,
        widths=tuple(range(1, longest + 1)),
        means=tuple(_mean(rows, column) for column in range(longest)),
    )


def _row(cohort: Cohort) -> CohortRow:
    # The first month is left out: everybody bought in it.
    cells = (_cell(cohort, after) for after in range(1, len(cohort.bought)))
    return CohortRow(month=cohort.month, customers=cohort.customers, cells=tuple(cells))


def _cell(cohort: Cohort, after: int) -> CohortCell:
    customers = cohort.bought[after]
    share = customers / cohort.customers
    bought_on = _span(months_back(cohort.month, -after))
    return CohortCell(
        customers=customers,
        share=share,
        shade=sum(share >= edge for edge in SHADE_FROM),
        url=doors.customers(first_on=_span(cohort.month), bought_on=bought_on) if customers else "",
    )


def _mean(rows: Sequence[CohortRow], column: int) -> float:
    known = [row for row in rows if column < len(row.cells)]
    return sum(row.cells[column].customers for row in known) / sum(row.customers for row in known)


def _span(month: date) -> str:
    return doors.span(month, months_back(month, -1) - timedelta(days=1))


def sheet_of(table: CohortTable) -> Sheet:
    return Sheet(
        "cohorts",
        [_("First bought"), _("Customers"), *map(str, table.widths)],
        [
            (row.month.isoformat()[:7], row.customers, *(cell.customers for cell in row.cells), *_blanks(row, table))
            for row in table.rows
        ],
    )


def _blanks(row: CohortRow, table: CohortTable) -> tuple[None, ...]:
    return (None,) * (len(table.widths) - len(row.cells))
