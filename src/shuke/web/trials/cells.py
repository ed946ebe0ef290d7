"""A counted cell table as its page shows it: a map of 125 cells, a table in roll-out order, a file."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.report.page.shades import steps_of
from shuke.scores.trials.results import CellResults, CellRow
from shuke.web.insight.charts import Cell, Chart, Sheet, hundredths

CODES = (5, 4, 3, 2, 1)  # the best first


@dataclass(frozen=True)
class MapCell:
    row: CellRow | None  # None: nobody is in it
    cell: str
    shade: int  # 0–6 by the shrunk rate


@dataclass(frozen=True)
class MapRow:
    r: int
    boxes: tuple[tuple[MapCell, ...], ...]  # by frequency, in each by money, the best first


def map_of(results: CellResults) -> tuple[tuple[MapRow, ...], tuple[float, ...]]:
    """Every cell by its codes, and where shades 1–6 begin."""
    rows = {row.cell: row for row in results.rows}
    steps = steps_of([row.shrunk_rate for row in results.rows])
    found = tuple(
        MapRow(r, tuple(tuple(_map_cell(rows, f"{r}{f}{m}", steps) for m in CODES) for f in CODES)) for r in CODES
    )
    return found, steps


def _map_cell(rows: dict[str, CellRow], cell: str, steps: Sequence[float]) -> MapCell:
    row = rows.get(cell)
    return MapCell(row, cell, bisect_right(steps, row.shrunk_rate) if row else 0)


def index_chart(results: CellResults) -> Chart | None:
    """Hughes's picture: the index of every cell, the best first; None where a piece costs nothing."""
    if results.breakeven_rate == 0:
        return None
    rows = [(row.cell, round(row.index or 0)) for row in results.rows]
    return Chart(
        sheet=Sheet("cell-index", [_("Cell"), _("Index")], rows),
        kind="bars",
        title=_("Index of every cell, the best first; 0 breaks even"),
        data={
            "names": [cell for cell, _index in rows],
            "series": [{"name": _("Index"), "values": [index for _cell, index in rows]}],
            "prefix": "",
            "suffix": "",
        },
        size="low",
    )


def sheet_of(results: CellResults, *, has_money: bool) -> Sheet:
    heads = [
        _("Cell"), _("Customers"), _("Tested"), _("Answers"), _("Measured rate, %"), _("From, %"), _("To, %"),
        _("Expected rate, %"), _("From, %"), _("To, %"), _("Chance above break-even, %"), _("Index"), _("Roll out"),
        _("To mail"), _("Answers of those not tested"),
    ]  # fmt: skip
    if has_money:
        heads += [_("Expected profit"), _("Actual profit")]
    return Sheet("cells", heads, [_cells(row, has_money=has_money) for row in results.rows])


def _cells(row: CellRow, *, has_money: bool) -> list[Cell]:
    told: list[Cell] = [
        row.cell,
        row.customers,
        row.pieces,
        row.responses,
        *map(hundredths, (row.rate, row.lower, row.upper, row.shrunk_rate, row.shrunk_lower, row.shrunk_upper)),
        hundredths(row.chance_above),
        None if row.index is None else round(row.index),
        _("yes") if row.is_chosen else _("no"),
        row.to_mail,
        row.later,
    ]
    if has_money:
        told += [_rounded(row.expected_profit), _rounded(row.actual_profit)]
    return told


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)
