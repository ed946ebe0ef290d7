"""Statements about a build that must hold. They are looked at after every build and kept with it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import ibis
from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast, Round

from shuke.lib.money import exponent, from_minor
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store
from shuke.warehouse import cut_checks, point_checks
from shuke.warehouse.cuts import Marks
from shuke.warehouse.engine import Backend
from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.manifest import Manifest, MonthFiles
from shuke.warehouse.read.shapes import Check, Comparison
from shuke.warehouse.staging.money import DECIMALS, FINE
from shuke.warehouse.tables import Tables, open_tables

UNIQUE = {
    "fact_order": "order_key",
    "fact_order_line": "line_key",
    "dim_customer": "customer_id",
    "dim_product": "product_id",
    "dim_store": "store_id",
    "dim_date": "day",
    "customer_map": "customer_key",
    "order_return": "order_key",
    "fact_points": "entry_key",
    "fact_touch": "touch_key",
    "fact_case": "case_key",
    "fact_response": "response_key",
    "dim_topic": "topic_key",
}
# child table, its key, parent table, the parent's key
REFERENCES = (
    ("fact_order_line", "product_key", "dim_product", "product_key"),
    ("fact_order", "store_key", "dim_store", "store_key"),
    ("fact_order", "customer_key", "customer_map", "customer_key"),
    ("fact_points", "customer_key", "customer_map", "customer_key"),
    ("fact_points", "store_key", "dim_store", "store_key"),
    ("fact_touch", "customer_key", "customer_map", "customer_key"),
    ("fact_case", "customer_key", "customer_map", "customer_key"),
    ("fact_case", "store_key", "dim_store", "store_key"),
    ("fact_case", "category_key", "dim_topic", "topic_key"),
    ("fact_case", "cause_key", "dim_topic", "topic_key"),
    ("fact_response", "customer_key", "customer_map", "customer_key"),
    ("customer_map", "current_key", "dim_customer", "customer_key"),
)
MOST_BITS = 2**28  # for ticking off the keys of a table: 32 MB
MOVED = "moved while it was read"  # as a month's mark: the next build reads it again


def checked(
    draft: Manifest,
    tables: Tables,
    *,
    extract: Extract,
    marks: dict[Month, MonthMark],
    ledger_marks: dict[Month, MonthMark],
    cut_marks: Mapping[str, Marks],
) -> Manifest:
    """The manifest with row counts and check results."""
    rows = {name: _count(tables[name]) for name in (*UNIQUE, "order_set_aside", "data_quality")}
    sums = sums_by_month(tables)
    moved = _moved(sums, marks, extract)
    still = {month: mark for month, mark in marks.items() if month not in moved}
    results = [
        *(_is_unique(tables, name, key, rows[name]) for name, key in UNIQUE.items()),
        *(_has_parent(tables, *reference) for reference in REFERENCES),
        _net_adds_up(tables["fact_order_line"]),
        *_like_records(sums, still),
    ]
    ledger = point_checks.proven(tables["fact_points"], ledger_marks, extract=extract)
    cuts = cut_checks.proven(draft.cut_months, cut_marks, extract=extract, folder=tables.folder)
    return replace(
        draft,
        months=_as_moved(draft.months, moved),
        ledger_months=_as_moved(draft.ledger_months, ledger.moved),
        cut_months={source: _as_moved(months, cuts.moved[source]) for source, months in draft.cut_months.items()},
        rows=rows,
        checks=[asdict(result) for result in (*results, *ledger.checks, *cuts.checks)],
    )


def _as_moved(months: dict[Month, MonthFiles], moved: Collection[Month]) -> dict[Month, MonthFiles]:
    return {month: replace(files, mark=MOVED) if month in moved else files for month, files in months.items()}


def compare() -> list[Comparison]:
    """Records as they are now beside the warehouse as it was built. Raises NoWarehouse."""
    with open_tables() as tables:
        rows, currency = tables.manifest.rows, tables.manifest.currency
        net_minor = tables["fact_order"].net_minor.sum().to_pyarrow().as_py() or 0
        rounding = tables["fact_order"].rounding.sum().to_pyarrow().as_py() or 0
        points, others = point_checks.compare(tables), cut_checks.compare(tables)
    net = from_minor(net_minor, currency) + Decimal(rounding).scaleb(-DECIMALS)
    return [
        Comparison("customers", Customer.objects.filter(merged_into__isnull=True).count(), rows["dim_customer"]),
        Comparison("products", Product.objects.count(), rows["dim_product"]),
        Comparison("stores", Store.objects.count(), rows["dim_store"]),
        Comparison("orders", Order.objects.count(), rows["fact_order"] + rows["order_set_aside"]),
        Comparison("orders_set_aside", Order.objects.exclude(currency=currency).count(), rows["order_set_aside"]),
        Comparison("order_lines", OrderLine.objects.filter(order__currency=currency).count(), rows["fact_order_line"]),
        Comparison("net", _recorded_net(currency), net.quantize(Decimal(1).scaleb(-DECIMALS))),
        *points,
        *others,
    ]


def _recorded_net(currency: str) -> Decimal:
    """Summed as integers: SQLite would add doubles."""
    fine = Cast(Round(F("total") * FINE), BigIntegerField())
    total = Order.objects.filter(currency=currency).aggregate(total=Sum(fine))["total"] or 0
    return Decimal(total).scaleb(-DECIMALS)


def _count(table: Any) -> int:
    return int(table.count().to_pyarrow().as_py())


def _is_unique(tables: Tables, name: str, key: str, rows: int) -> Check:
    different = _different(tables.backend, tables[name][key])
    return Check(f"{name}.{key} is unique", different == rows, f"{rows}", f"{different}")


def _different(backend: Backend, keys: Any) -> int:
    """How many values there are. Whole numbers are ticked off, a bit each."""
    if keys.type().is_integer():
        (ends,) = keys.as_table().aggregate(lowest=keys.min(), highest=keys.max()).to_pyarrow().to_pylist()
        if ends["lowest"] is not None and ends["highest"] - ends["lowest"] < MOST_BITS:
            # Raw SQL: Ibis has no word for bits. Counting different values takes four times as long.
            ticked = f"bitstring_agg({keys.get_name()}, {ends['lowest']}, {ends['highest']})"
            sql = f"SELECT bit_count({ticked}) FROM ({backend.compile(keys.as_table())})"
            return int(backend.raw_sql(sql).fetchone()[0])
    return int(keys.nunique().to_pyarrow().as_py())


def _has_parent(tables: Tables, child: str, key: str, parent: str, parent_key: str) -> Check:
    keys = tables[child].filter(lambda t: t[key].notnull()).select(key).distinct()
    orphans = _count(keys.anti_join(tables[parent], keys[key] == tables[parent][parent_key]))
    return Check(f"{child}.{key} is in {parent}", orphans == 0, "0", f"{orphans}")


def _net_adds_up(lines: Any) -> Check:
    wrong = lines.filter(lines.net_minor != lines.gross_minor - lines.discount_minor - lines.returned_minor)
    found = _count(wrong)
    return Check("net = gross − discount − returned on every line", found == 0, "0", f"{found}")


def sums_by_month(tables: Tables) -> dict[Month, dict[str, int]]:
    """Orders, lines and money (ten-thousandths) of each month, as the warehouse has them."""
    places = exponent(tables.manifest.currency)
    unit = 10 ** (DECIMALS - places)
    orders, aside, lines = (tables[name] for name in ("fact_order", "order_set_aside", "fact_order_line"))
    parts = {
        "orders": orders.mutate(fine=orders.net_minor * unit + orders.rounding),
        "aside": aside.mutate(fine=aside.total),
        "lines": lines.mutate(fine=lines.net_minor * unit + lines.rounding, lines=ibis.literal(1)),
    }
    found: dict[Month, dict[str, int]] = {}
    for part, rows in parts.items():
        dated = rows.mutate(month=rows.ordered_on.truncate("M"))
        totals = dated.group_by("month").aggregate(rows=dated.count(), lines=dated.lines.sum(), fine=dated.fine.sum())
        for row in totals.to_pyarrow().to_pylist():
            sums = found.setdefault(f"{row['month']:%Y-%m}", {})
            fine = int(row["fine"] * FINE) if part == "aside" else int(row["fine"])
            sums.update({f"{part}_rows": row["rows"], f"{part}_lines": int(row["lines"]), f"{part}_fine": fine})
    return found


def _side_by_side(sums: dict[str, int], mark: MonthMark) -> dict[str, tuple[int, int]]:
    """(records, warehouse) of one month, by what is counted."""
    found = defaultdict(int, sums)
    total, line_count = mark.sums
    return {
        "orders": (mark.rows, found["orders_rows"] + found["aside_rows"]),
        "order lines": (line_count, found["lines_rows"] + found["aside_lines"]),
        "net of orders": (total, found["orders_fine"] + found["aside_fine"]),
        "net of order lines": (found["orders_fine"], found["lines_fine"]),
    }


def _moved(sums: dict[Month, dict[str, int]], marks: dict[Month, MonthMark], extract: Extract) -> set[Month]:
    """Months that do not fit because somebody wrote while they were read: no fault, and read again next time."""
    unlike = {
        month
        for month, mark in marks.items()
        if any(a != b for a, b in _side_by_side(sums.get(month, {}), mark).values())
    }
    if not unlike:
        return set()
    now = extract.marks("orders")
    return {month for month in unlike if now.get(month) != marks[month]}


def _like_records(sums: dict[Month, dict[str, int]], marks: dict[Month, MonthMark]) -> list[Check]:
    pairs = {month: _side_by_side(sums.get(month, {}), mark) for month, mark in marks.items()}
    checks = []
    for name in ("orders", "order lines", "net of orders", "net of order lines"):
        unlike = [month for month, both in pairs.items() if both[name][0] != both[name][1]]
        expected, found = (sum(both[name][side] for both in pairs.values()) for side in (0, 1))
        said = f"{found} (not in {', '.join(unlike)})" if unlike else f"{found}"
        checks.append(Check(f"{name} of every month are those of the records", not unlike, f"{expected}", said))
    return checks
