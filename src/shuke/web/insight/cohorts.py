"""Who comes back, by the month of the first purchase (SPEC 7.15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shuke.warehouse.read import Cohort

SHADE_FROM = (0.05, 0.15, 0.25, 0.4, 0.55, 0.7)  # share that bought, from which the next shade begins


@dataclass(frozen=True)
class CohortCell:
    customers: int
    share: float
    shade: int  # 0–6


@dataclass(frozen=True)
class CohortRow:
    month: date
    until: date  # first day of the month after
    customers: int
    cells: tuple[CohortCell, ...]  # 1, 2, … months after the first


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
    cells = (_cell(count, cohort.customers) for count in cohort.bought[1:])
    return CohortRow(
        month=cohort.month, until=_next_month(cohort.month), customers=cohort.customers, cells=tuple(cells)
    )


def _cell(customers: int, of: int) -> CohortCell:
    share = customers / of
    return CohortCell(customers=customers, share=share, shade=sum(share >= edge for edge in SHADE_FROM))


def _mean(rows: Sequence[CohortRow], column: int) -> float:
    known = [row for row in rows if column < len(row.cells)]
    return sum(row.cells[column].customers for row in known) / sum(row.customers for row in known)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
