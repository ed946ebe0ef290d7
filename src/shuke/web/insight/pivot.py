"""The explorer: one measure by one or two dimensions; rows open further, cells open their customers.

Sides that describe customers are filters of the customer list; those that describe orders go together into one, `sold`,
for one and the same line must have them all (web/insight/filters.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from shuke.report.page.shades import SHADES
from shuke.report.words import keys_of, name_of
from shuke.warehouse.read import DIMENSIONS, ITSELF, MEASURES, Pivot
from shuke.web import figures
from shuke.web.insight import doors
from shuke.web.insight.charts import Cell, Sheet

WINDOW_DAYS = 365
ROWS_SHOWN = 60
COLUMNS_SHOWN = 24  # two years of months; of hundreds of stores the largest
# Dimensions that describe a customer; the others describe orders.
OF_CUSTOMERS = ("stage", "pyramid_level", "value_class", "rfm_group")
_MONDAY = date(2024, 1, 1)
IN_TIME = ("month", "weekday")
TREE = " › "  # between the levels of a category

MEASURE_WORDS: Mapping[str, Promise] = {
    "net": _("Sales, net"),
    "gross": _("Sales, gross"),
    "discount": _("Discounts"),
    "returns": _("Returns"),
    "margin": _("Margin"),
    "average_order": _("Mean order"),
    "quantity": _("Quantity"),
    "orders": _("Orders"),
    "customers": _("Customers"),
}
DIMENSION_WORDS: Mapping[str, Promise] = {
    "month": _("Month"),
    "weekday": _("Weekday"),
    "store": _("Store"),
    "category": _("Category"),
    "brand": _("Brand"),
    "product": _("Product"),
    "channel": _("Channel"),
    "stage": _("Stage"),
    "pyramid_level": _("Pyramid level"),
    "value_class": _("Value class"),
    "rfm_group": _("RFM group"),
}


@dataclass(frozen=True)
class Choice:
    measure: str
    rows: str
    columns: str  # "": one dimension only
    only: Mapping[str, str] = field(default_factory=dict)  # one value each

    def door(self, row: str, column: str) -> str:
        """The customers behind a cell."""
        cell = {self.rows: row, self.columns: column} if self.columns else {self.rows: row}
        sides = {**self.only, **cell}
        people = {name: value for name, value in sides.items() if name in OF_CUSTOMERS}
        orders = {name: value for name, value in sides.items() if name not in OF_CUSTOMERS}
        if not orders:
            return doors.customers(in_window=True, **people)
        if "category" in cell and cell["category"] == self.only.get("category"):
            orders[ITSELF] = orders.pop("category")
        # A list takes several values joined by commas: those within one are escaped.
        return doors.customers(sold=urlencode(orders), **people)

    def query(self, *, without: str = "", **only: str) -> str:
        """The address of the same table, narrowed to one more value or to one fewer."""
        kept = {name: value for name, value in {**self.only, **only}.items() if name != without}
        return urlencode({"measure": self.measure, "rows": self.rows, "columns": self.columns, **_as_only(kept)})


def _as_only(values: Mapping[str, str]) -> dict[str, str]:
    return {f"only_{name}": value for name, value in values.items()}


def choice_of(query: Mapping[str, str]) -> Choice:
    """From the address; what is unknown there falls back. The same dimension twice is one dimension."""
    rows = _known(query.get("rows", ""), DIMENSIONS, "stage")
    columns = _known(query.get("columns", "pyramid_level"), (*DIMENSIONS, ""), "")
    return Choice(
        measure=_known(query.get("measure", ""), MEASURES, "customers"),
        rows=rows,
        columns="" if columns == rows else columns,
        only={name: query[f"only_{name}"] for name in DIMENSIONS if query.get(f"only_{name}")},
    )


def _known(value: str, among: Sequence[str], otherwise: str) -> str:
    return value if value in among else otherwise


@dataclass(frozen=True)
class TableCell:
    value: float | None
    shade: int  # 0–6
    url: str  # "": nobody


@dataclass(frozen=True)
class TableRow:
    key: str
    name: str
    query: str  # the table narrowed to this row
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class Table:
    columns: tuple[tuple[str, str], ...]  # (key, name)
    rows: tuple[TableRow, ...]
    is_money: bool
    is_cut: bool


def table_of(pivot: Pivot, choice: Choice) -> Table:
    values = {(cell.row, cell.column): cell.value for cell in pivot.cells}
    rows = _sorted(choice.rows, [cell.row for cell in pivot.cells], values)
    turned = {(column, row): value for (row, column), value in values.items()}
    columns = _sorted(choice.columns, [cell.column for cell in pivot.cells], turned)
    highest = max((value for value in values.values() if value), default=0.0)
    return Table(
        columns=tuple((key, _name(choice.columns, key)) for key in columns[:COLUMNS_SHOWN]),
        rows=tuple(
            TableRow(
                key=row,
                name=_name(choice.rows, row),
                query=choice.query(**{choice.rows: row}) if row else "",
                cells=tuple(
                    _cell(values.get((row, key)), row, key, choice, highest) for key in columns[:COLUMNS_SHOWN]
                ),
            )
            for row in rows
        ),
        is_money=pivot.is_money,
        is_cut=pivot.is_cut or len(columns) > COLUMNS_SHOWN,
    )


def _cell(value: float | None, row: str, column: str, choice: Choice, highest: float) -> TableCell:
    share = value / highest if value and value > 0 and highest else 0.0
    url = choice.door(row, column) if value else ""
    return TableCell(value, shade=min(int(share * SHADES), SHADES - 1), url=url)


def _sorted(dimension: str, keys: Sequence[str], values: Mapping[tuple[str, str], float | None]) -> list[str]:
    """Customers' keys best first, time forwards, all else by what weighs most."""
    found = list(dict.fromkeys(keys))
    if dimension in OF_CUSTOMERS:
        order = keys_of(dimension)
        return sorted(found, key=lambda key: order.index(key) if key in order else len(order))
    if dimension in IN_TIME:
        return sorted(found)
    weights = {key: sum(value or 0.0 for (row, _column), value in values.items() if row == key) for key in found}
    return sorted(found, key=lambda key: (-weights[key], key))


def side_name(dimension: str, key: str) -> str:
    """Of a value that stands alone: a category with all that is above it."""
    return key or figures.NOTHING if dimension == "category" else _name(dimension, key)


def _name(dimension: str, key: str) -> str:
    if not key:
        return figures.NOTHING
    if dimension in OF_CUSTOMERS:
        return name_of(dimension, key)
    if dimension == "month":
        return figures.month(date.fromisoformat(f"{key}-01"), with_year=True)
    if dimension == "weekday":
        return date_format(_MONDAY + timedelta(days=int(key) - 1), "l")
    return key.rsplit(TREE, 1)[-1] if dimension == "category" else key


def narrowed(choice: Choice) -> list[tuple[str, str, str]]:
    """What the table is narrowed to: (dimension's word, value's name, address without it)."""
    return [
        (str(DIMENSION_WORDS[name]), side_name(name, value), choice.query(without=name))
        for name, value in choice.only.items()
    ]


def sheet_of(table: Table, choice: Choice, *, currency: str) -> Sheet:
    measure = str(MEASURE_WORDS[choice.measure])
    heads = [str(DIMENSION_WORDS[choice.rows]), *(name if choice.columns else measure for _key, name in table.columns)]
    return Sheet(
        f"{choice.measure}-by-{choice.rows}",
        heads,
        [(row.name, *(_plain(cell.value, table, currency) for cell in row.cells)) for row in table.rows],
    )


def _plain(value: float | None, table: Table, currency: str) -> Cell:
    if value is None or not table.is_money:
        return value if value is None or value % 1 else int(value)
    return figures.major(round(value), currency)
