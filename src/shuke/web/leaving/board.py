"""The churn board: how likely customers are to leave, against what a year with them would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from shuke.lib.numerals import percent
from shuke.report.page.shades import steps_of
from shuke.warehouse.read import RISKS, LeavingBoard
from shuke.web import figures
from shuke.web.insight import doors
from shuke.web.insight.charts import Sheet

# Filters count both bounds in: a band ends this far below the next.
JUST_BELOW = 1e-7
COLUMN_FILTERS: Mapping[str, str] = {"staying_spend_minor": "staying_spend", "spend_minor": "spend"}


@dataclass(frozen=True)
class Cell:
    customers: int
    at_risk_minor: int
    shade: int  # 0–6, light to dark
    url: str


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[Cell, ...]
    url: str

    @property
    def customers(self) -> int:
        return sum(cell.customers for cell in self.cells)


@dataclass(frozen=True)
class Board:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]  # the likeliest to leave first
    steps: tuple[int, ...]  # where shades 1–6 begin
    is_foretold: bool  # a year's spend should they stay; else that of the window

    @property
    def customers(self) -> int:
        return sum(row.customers for row in self.rows)

    @property
    def at_risk_minor(self) -> int:
        return sum(cell.at_risk_minor for row in self.rows for cell in row.cells)


def board_of(found: LeavingBoard, *, currency: str) -> Board:
    """All bands, empty ones too."""
    at = {(cell.risk, cell.worth): cell for cell in found.cells}
    steps = tuple(int(step) for step in steps_of([cell.at_risk_minor for cell in found.cells if cell.customers]))
    risks, worths = _risk_spans(), _worth_spans(found.worth_from_minor, currency)
    key = COLUMN_FILTERS[found.worth_column]
    rows = []
    for risk in reversed(range(len(risks))):
        cells = []
        for worth, span in enumerate(worths):
            cell = at.get((risk, worth))
            at_risk = cell.at_risk_minor if cell else 0
            shade = sum(at_risk >= step for step in steps) if cell else 0
            url = doors.customers(churn_probability=risks[risk], **{key: span})
            cells.append(Cell(cell.customers if cell else 0, at_risk, shade, url))
        rows.append(Row(_risk_name(risk), tuple(cells), doors.customers(churn_probability=risks[risk])))
    return Board(
        _worth_names(found.worth_from_minor, currency), tuple(rows), steps, found.worth_column == "staying_spend_minor"
    )


def _risk_spans() -> list[str]:
    starts: list[float | None] = [None, *RISKS]
    ends = [*(round(start - JUST_BELOW, 7) for start in RISKS), None]
    return [doors.span(first, last) for first, last in zip(starts, ends, strict=True)]


def _worth_spans(starts: Sequence[int], currency: str) -> list[str]:
    firsts: list[Decimal | None] = [None, *(figures.major(start, currency) for start in starts)]
    lasts: list[Decimal | None] = [*(figures.major(start - 1, currency) for start in starts), None]
    return [doors.span(first, last) for first, last in zip(firsts, lasts, strict=True)]


def _risk_name(risk: int) -> str:
    if risk == 0:
        return _("below %(share)s") % {"share": percent(RISKS[0])}
    if risk == len(RISKS):
        return _("%(share)s and more") % {"share": percent(RISKS[-1])}
    return f"{percent(RISKS[risk - 1])} – {percent(RISKS[risk])}"


def _worth_names(starts: Sequence[int], currency: str) -> tuple[str, ...]:
    said = [figures.money_text(figures.major(start, currency), currency) for start in starts]
    between = [f"{first} – {last}" for first, last in pairwise(said)]
    return (_("below %(amount)s") % {"amount": said[0]}, *between, _("%(amount)s and more") % {"amount": said[-1]})


def sheet_of(board: Board, *, currency: str) -> Sheet:
    return Sheet(
        "churn-board",
        [_("Churn probability"), _("A year’s spend"), _("Customers"), _("Value at risk")],
        [
            (row.name, column, cell.customers, figures.major(cell.at_risk_minor, currency))
            for row in board.rows
            for column, cell in zip(board.columns, row.cells, strict=True)
        ],
    )
