"""The staged tables of each kind: what an order file says about stores, products and customers is staged apart."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shuke.intake.checks import goods, orders, people

RETURNS = pa.schema(
    [
        ("order_key", pa.string()),
        ("customer", pa.string()),
        ("product", pa.string()),
        ("original_order", pa.string()),
        ("ordered_at", pa.timestamp("us")),
    ]
)
SCHEMAS: Mapping[str, pa.Schema] = {
    "stores": goods.STORES,
    "products": goods.PRODUCTS,
    "customers": people.SCHEMA,
    "orders": orders.SCHEMA,
    "returns": RETURNS,
}
# Rows of one key lie in one partition.
KEYS = {
    "stores": "store",
    "products": "product",
    "customers": "customer",
    "orders": "order_key",
    "returns": "order_key",
}
# What each kind of file fills, in the order it is applied.
TABLES: Mapping[str, tuple[str, ...]] = {
    "stores": ("stores",),
    "products": ("products",),
    "customers": ("stores", "customers", "referrals"),
    "orders": ("stores", "products", "customers", "orders", "returns"),
}
ONE_PART = ("stores",)

_FROM_ORDERS = {
    "stores": {"store": "store"},
    "products": {"product": "product", "product_name": "name", "category": "category", "brand": "brand"},
    "customers": {
        "customer": "customer",
        "is_numbered": "is_numbered",
        "customer_name": "name",
        **{name: name for name in people.IDENTITIES},
    },
}


def tables_of(kind: str, rows: pa.Table) -> dict[str, pa.Table]:
    """The good rows of one batch, by the table they are staged in."""
    if kind == "customers":
        return {"stores": _distinct(rows, "stores", {"store": "store"}), "customers": rows}
    if kind != "orders":
        return {kind: rows}
    returned = rows.filter(pc.less(rows["quantity_e4"], 0))
    named = {name: _distinct(rows, name, renamed) for name, renamed in _FROM_ORDERS.items()}
    return {**named, "orders": rows, "returns": returned.select(RETURNS.names)}


def cut(table: pa.Table, key: str, parts: int) -> list[tuple[int, pa.Table]]:
    """The table in up to `parts` pieces, all rows of a key in the same one; line order is kept inside."""
    if parts == 1 or not len(table):
        return [(0, table)] if len(table) else []
    numbers = part_numbers(table[key], parts)
    order = np.argsort(numbers, kind="stable")
    table, numbers = table.take(pa.array(order)), numbers[order]
    starts = np.searchsorted(numbers, np.arange(parts + 1))
    return [
        (part, table.slice(starts[part], starts[part + 1] - starts[part]))
        for part in range(parts)
        if starts[part + 1] > starts[part]
    ]


def part_numbers(keys: pa.ChunkedArray, parts: int) -> NDArray[np.int64]:
    """The partition of every key, the same on every machine."""
    encoded = keys.combine_chunks().dictionary_encode()
    hashed = pd.util.hash_array(np.array(encoded.dictionary.to_pylist(), dtype=object), categorize=False)
    numbers = np.asarray(hashed % np.uint64(parts), dtype=np.int64)
    rows: NDArray[np.int64] = numbers[encoded.indices.to_numpy().astype(np.int64)]
    return rows


def part_path(folder: Path, table: str, part: int) -> Path:
    return folder / f"{table}-{part:03}.parquet"


def read_part(folder: Path, table: str, part: int) -> pa.Table:
    """A staged partition; empty where no row fell into it."""
    path = part_path(folder, table, part)
    return pq.read_table(path) if path.exists() else SCHEMAS[table].empty_table()


def _distinct(rows: pa.Table, name: str, renamed: Mapping[str, str]) -> pa.Table:
    """One row for each different saying, with the first line that says it."""
    columns = list(renamed)
    key = columns[0]
    rows = rows.filter(pc.not_equal(rows[key], ""))
    aggregates = [("line", "min"), *([("store", "first")] if name == "customers" else [])]
    grouped = rows.group_by(columns, use_threads=False).aggregate(aggregates)
    found = {renamed[column]: grouped[column] for column in columns} | {"line": grouped["line_min"]}
    if name == "customers":
        found["store"] = grouped["store_first"]
    return _filled(found, SCHEMAS[name], len(grouped))


def _filled(found: Mapping[str, pa.ChunkedArray], schema: pa.Schema, count: int) -> pa.Table:
    def column(field: pa.Field) -> "pa.ChunkedArray | pa.Array":
        if field.name in found:
            return found[field.name]
        return pa.repeat(pa.scalar(""), count) if pa.types.is_string(field.type) else pa.nulls(count, field.type)

    columns: Sequence[object] = [column(field) for field in schema]
    return pa.table(columns, schema=schema)
