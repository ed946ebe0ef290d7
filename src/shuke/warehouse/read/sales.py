"""Sales by month, and any measure of the order lines by one or two dimensions."""

from datetime import date
from typing import Any

import ibis

from shuke.lib.dates import months_back
from shuke.lib.errors import ShukeError
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.warehouse.read.shapes import Pivot, PivotCell, SalesMonth, StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import Tables

MONEY = ("net", "gross", "discount", "returns", "margin", "average_order")
MEASURES = (*MONEY, "quantity", "orders", "customers")
SCORES = ("stage", "pyramid_level", "value_class", "rfm_group")
OF_ORDERS = ("month", "weekday", "store", "category", "brand", "product", "channel")
DIMENSIONS = (*OF_ORDERS, *SCORES)
ITSELF = "category_itself"  # a category without what is below it: a row of a table narrowed to that category


class UnknownMeasure(ShukeError):
    """The pivot has no such measure or dimension."""


@kept
def sales_by_month(*, as_of: date | None = None, months: int = 13, stores: StoreIds = None) -> list[SalesMonth]:
    """Orders (with a sale), customers and money of each month that has any, oldest first."""
    with scored_tables(as_of) as (tables, _, day):
        first = months_back(day, months - 1)
        lines = _lines(tables, from_on=first, until_on=date.fromordinal(day.toordinal() + 1), stores=stores)
        lines = _dated(lines, tables)
        sold = lines.quantity > 0
        rows = lines.group_by("month").aggregate(
            orders=lines.order_key.nunique(where=sold),
            known_orders=lines.order_key.nunique(where=sold & lines.current_key.notnull()),
            customers=lines.current_key.nunique(where=sold),
            gross_minor=lines.gross_minor.sum(),
            discount_minor=lines.discount_minor.sum(),
            returns_minor=lines.returned_minor.sum(),
            net_minor=lines.net_minor.sum(),
        )
        found = rows.order_by("month").to_pyarrow().to_pylist()
    return [SalesMonth(**{**row, "month": date.fromisoformat(f"{row['month']}-01")}) for row in found]


def pivot(
    measure: str,
    *,
    rows: str,
    columns: str | None = None,
    only: dict[str, str] | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    stores: StoreIds = None,
    limit: int = 200,
) -> Pivot:
    """`measure` by the dimension `rows` and perhaps `columns`, over the orders of the days [from_on, until_on).

    `only` narrows to one value per dimension ({"store": "S01"}). Categories are those of the first level; narrowed
    to one ("Grocery", "Grocery › Dairy") they open into the next. Stage, level, class and group are those of the latest
    scores. Rows are cut to the `limit` that weigh most. Orders are those with a sale.

    Raises UnknownMeasure, NoWarehouse.
    """
    _check(measure, [rows, *([columns] if columns else []), *(only or {})])
    narrowed = tuple(sorted((only or {}).items()))
    return _pivot(measure, rows, columns, narrowed, from_on=from_on, until_on=until_on, stores=stores, limit=limit)


@kept
def _pivot(
    measure: str,
    rows: str,
    columns: str | None,
    narrowed: tuple[tuple[str, str], ...],
    *,
    from_on: date | None,
    until_on: date | None,
    stores: StoreIds,
    limit: int,
) -> Pivot:
    inside = dict(narrowed).get("category")
    depth = len(inside.split(SEPARATOR)) + 1 if inside else 1
    with scored_tables(None) as (tables, snapshots, day):
        lines = _lines(tables, from_on=from_on, until_on=until_on, stores=stores)
        lines = _described(lines, tables, snapshots, day, wanted={rows, columns, *dict(narrowed)}, depth=depth)
        lines = tables.with_cost(lines) if measure == "margin" else lines
        for dimension, value in narrowed:
            lines = _narrow(lines, dimension, value)
        keyed = lines.mutate(row=_labels(lines, rows), column=_labels(lines, columns) if columns else ibis.literal(""))
        found = keyed.group_by("row", "column").aggregate(value=_measured(keyed, measure)).to_pyarrow().to_pylist()
    return _largest(found, measure=measure, limit=limit)


def sold_to(only: dict[str, str], *, from_on: date, until_on: date, stores: StoreIds = None) -> set[int]:
    """Row ids of the known customers that `pivot` counts in a cell: on the days [from_on, until_on) they were sold a
    line that has all these values, of dimensions `OF_ORDERS` and `ITSELF`. Raises NoWarehouse."""
    with scored_tables(None) as (tables, snapshots, day):
        lines = _lines(tables, from_on=from_on, until_on=until_on, stores=stores)
        wanted: set[str | None] = {"category" if dimension == ITSELF else dimension for dimension in only}
        lines = _described(lines, tables, snapshots, day, wanted=wanted, depth=1)
        for dimension, value in only.items():
            lines = _narrow(lines, dimension, value)
        known = lines.filter(lines.quantity > 0, lines.current_key.notnull())
        return set(known.select("current_key").distinct().to_pyarrow()["current_key"].to_pylist())


def _check(measure: str, dimensions: list[str]) -> None:
    unknown = [name for name in dimensions if name not in DIMENSIONS]
    if measure not in MEASURES or unknown:
        wrong = measure if measure not in MEASURES else unknown[0]
        raise UnknownMeasure(f"“{wrong}” is not there; measures are {', '.join(MEASURES)}, by {', '.join(DIMENSIONS)}.")


def _lines(tables: Tables, *, from_on: date | None, until_on: date | None, stores: StoreIds) -> Any:
    """Lines of some days with today's customer; anonymous ones too."""
    lines = in_stores(tables["fact_order_line"], stores, key="store_key")
    if from_on is not None:
        lines = lines.filter(lines.ordered_on >= ibis.literal(from_on, type="date"))
    if until_on is not None:
        lines = lines.filter(lines.ordered_on < ibis.literal(until_on, type="date"))
    people = tables["customer_map"].select("customer_key", "current_key")
    return lines.left_join(people, "customer_key").drop("customer_key_right")


def _dated(lines: Any, tables: Tables) -> Any:
    """With month and weekday, looked up: cut out of the day of each of millions of lines, they take much longer."""
    days = tables["dim_date"].select("day", "month", weekday=tables["dim_date"].weekday.cast("string"))
    return lines.left_join(days, lines.ordered_on == days.day).drop("day")


def _described(
    lines: Any, tables: Tables, snapshots: Snapshots, day: date, *, wanted: set[str | None], depth: int
) -> Any:
    """Joined with the tables that the wanted dimensions stand in, and no others; categories cut to `depth` levels."""
    if wanted & {"category", "brand", "product"}:
        products = tables["dim_product"]
        level = products.category.split(SEPARATOR)[:depth].join(SEPARATOR)
        products = products.select("product_key", "category", "brand", product="product_id", category_level=level)
        lines = lines.left_join(products, "product_key").drop("product_key_right")
    if "store" in wanted:
        places = tables["dim_store"].select("store_key", store="store_id")
        lines = lines.left_join(places, "store_key").drop("store_key_right")
    if "channel" in wanted:
        orders = tables["fact_order"].select("order_key", "channel")
        lines = lines.left_join(orders, "order_key").drop("order_key_right")
    if wanted & set(SCORES):
        scores = snapshots.needed(tables, day).select(*SCORES, scored_key="customer_key")
        lines = lines.left_join(scores, lines.current_key == scores.scored_key).drop("scored_key")
    return _dated(lines, tables) if wanted & {"month", "weekday"} else lines


def _narrow(lines: Any, dimension: str, value: str) -> Any:
    column = lines["category" if dimension == ITSELF else dimension].fill_null("")
    if dimension == "category":
        return lines.filter((column == value) | column.startswith(value + SEPARATOR))
    return lines.filter(column == value)


def _labels(lines: Any, dimension: str) -> Any:
    return lines["category_level" if dimension == "category" else dimension].fill_null("")


def _measured(lines: Any, measure: str) -> Any:
    sold = lines.quantity > 0
    orders = lines.order_key.nunique(where=sold)
    measures = {
        "net": lines.net_minor.sum(),
        "gross": lines.gross_minor.sum(),
        "discount": lines.discount_minor.sum(),
        "returns": lines.returned_minor.sum(),
        "margin": (lines.net_minor - lines.cost_minor).sum(),
        "average_order": lines.net_minor.sum().cast("float64") / orders.cast("float64").nullif(0.0),
        "quantity": lines.quantity.sum(),
        "orders": orders,
        "customers": lines.current_key.nunique(where=sold),
    }
    return measures[measure].cast("float64")


def _largest(found: list[dict[str, Any]], *, measure: str, limit: int) -> Pivot:
    weights: dict[str, float] = {}
    for cell in found:
        weights[cell["row"]] = weights.get(cell["row"], 0.0) + abs(cell["value"] or 0.0)
    shown = set(sorted(weights, key=lambda row: (-weights[row], row))[:limit])
    cells = [PivotCell(**cell) for cell in sorted(found, key=lambda c: (c["row"], c["column"])) if cell["row"] in shown]
    return Pivot(measure=measure, is_money=measure in MONEY, cells=cells, is_cut=len(weights) > limit)
