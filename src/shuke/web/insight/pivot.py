"""The explorer: one measure by one or two dimensions, each cell a door to its customers where there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shuke.report.words import name_of
from shuke.warehouse.read import DIMENSIONS, MEASURES, Pivot
from shuke.web import figures
from shuke.web.insight import doors

ROWS_SHOWN = 60
SHADES = 7
# Dimensions of a customer, which the customer list can filter by. Others describe orders.
CUSTOMER_KEYS = ("stage", "pyramid_level", "value_class", "rfm_group")


@dataclass(frozen=True)
class Choice:
    measure: str
    rows: str
    columns: str  # "" one dimension only
    only: Mapping[str, str]

    @property
    def opens_customers(self) -> bool:
        return {self.rows, self.columns, *self.only} - {""} <= set(CUSTOMER_KEYS)


def choice_of(query: Mapping[str, str]) -> Choice:
    """From the address; what is unknown there falls back. The same dimension twice is one dimension."""
    rows = _known(query.get("rows", ""), DIMENSIONS, "month")
    columns = _known(query.get("columns", "stage"), (*DIMENSIONS, ""), "")
    return Choice(
        measure=_known(query.get("measure", ""), MEASURES, "net"),
        rows=rows,
        columns="" if columns == rows else columns,
        only={name: query[name] for name in DIMENSIONS if query.get(name)},
    )


def _known(value: str, among: Sequence[str], otherwise: str) -> str:
    return value if value in among else otherwise


@dataclass(frozen=True)
class TableCell:
    value: float | None
    shade: int  # 0–6
    url: str  # "" when the list has no such filter


@dataclass(frozen=True)
class TableRow:
    key: str
    name: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class Table:
    columns: tuple[tuple[str, str], ...]  # (key, name)
    rows: tuple[TableRow, ...]
    is_money: bool
    is_cut: bool


def table_of(pivot: Pivot, choice: Choice) -> Table:
    values = {(cell.row, cell.column): cell.value for cell in pivot.cells}
    rows = list(dict.fromkeys(cell.row for cell in pivot.cells))
    columns = sorted(dict.fromkeys(cell.column for cell in pivot.cells), key=_order(choice.columns))
    if choice.rows in _ORDERED:
        rows.sort(key=_order(choice.rows))
    highest = max((value for value in values.values() if value), default=0.0)
    return Table(
        columns=tuple((key, _name(choice.columns, key)) for key in columns),
        rows=tuple(
            TableRow(
                row,
                _name(choice.rows, row),
                tuple(_cell(values.get((row, key)), row, key, choice, highest) for key in columns),
            )
            for row in rows
        ),
        is_money=pivot.is_money,
        is_cut=pivot.is_cut,
    )


def _cell(value: float | None, row: str, column: str, choice: Choice, highest: float) -> TableCell:
    share = value / highest if value and value > 0 and highest else 0.0
    keys = {choice.rows: row, **({choice.columns: column} if choice.columns else {}), **choice.only}
    url = doors.customers(**keys) if choice.opens_customers and value else ""
    return TableCell(value, shade=min(int(share * SHADES), SHADES - 1), url=url)


_ORDERED = ("month", "weekday", *CUSTOMER_KEYS)


def _order(dimension: str):  # type: ignore[no-untyped-def]
    from shuke.report.words import keys_of

    known = list(keys_of(dimension)) if dimension in CUSTOMER_KEYS else []
    return lambda key: (known.index(key) if key in known else len(known), key)


def _name(dimension: str, key: str) -> str:
    if dimension in CUSTOMER_KEYS:
        return name_of(dimension, key)
    if dimension == "month" and key:
        return figures.month(date.fromisoformat(key), with_year=True)
    return key or figures.NOTHING
