"""Baskets: which products were on which order, as a sparse matrix of orders by products."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray
from scipy import sparse

from shuke.analytics.worth.columns import MONEY_DECIMALS, MissingColumns
from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# What tells orders apart, as far as it is there: receipt numbers start again each morning in many shops.
ORDER_KEYS = ("order_id", "ordered_on", "customer_id")
NUMBERS = ("quantity", "returned_quantity", "amount")


class UnreadableLines(ShukeError):
    """Lines whose columns hold what cannot be read as ids, days or numbers."""


@dataclass(frozen=True)
class Baskets:
    """Orders by products, each product once an order."""

    products: tuple[str, ...]  # ids as text, rising by code point
    bought: Any  # scipy CSR matrix of ones, shape (orders, products), products rising within a row
    amounts: Floats  # per product: mean amount in an order that has it, in the unit of `amount`; NaN if not given

    @property
    def orders(self) -> int:
        """Orders with at least one product: what support is a share of."""
        return int(self.bought.shape[0])

    @property
    def orders_with(self) -> Ints:
        """Orders that have each product."""
        return np.bincount(self.bought.indices, minlength=len(self.products)).astype(np.int64, copy=False)


def from_lines(lines: "Table | pd.DataFrame | Baskets", *, level: str = "product_id") -> Baskets:
    """Order lines as baskets.

    Args:
        lines: `order_id` and the column named by `level`; where they are there, `customer_id` and `ordered_on` tell
            apart orders of the same number (without a number, one customer's lines of one day are one order),
            `quantity` and `returned_quantity` tell what went back, `amount` gives the value. Lines without a product,
            or with neither order nor customer, are not read; nor is what came back: a negative quantity (a missing one
            is 1, or −1 when the amount is negative) or a line wholly returned. A quantity of 0 is on the receipt.
            Baskets are returned as they are.
        level: the column whose values are paired: the product, its category, its brand.

    Raises:
        MissingColumns: `order_id` or `level` is missing.
        UnreadableLines: a column holds a mixture that is no id, day or number.
    """
    if isinstance(lines, Baskets):
        return lines
    rows = read_rows(lines, level=level)
    rows = rows.filter(pa.array(is_bought(rows) & _is_known(rows, level=level)))
    orders, order_count = _numbered([rows[name] for name in ORDER_KEYS if name in rows.column_names])
    codes, products = _products(rows[level])
    bought = _matrix(orders, codes, shape=(order_count, len(products)))
    return Baskets(products=products, bought=bought, amounts=_mean_amounts(codes, rows, bought))


def read_rows(lines: Table | pd.DataFrame, *, level: str) -> pa.Table:
    """The columns this module knows, as Arrow; numbers as float64."""
    missing = [name for name in ("order_id", level) if name not in lines.columns]
    if missing:
        raise MissingColumns(
            f"The table of lines has no column {', '.join(missing)} (it has {', '.join(map(str, lines.columns))}); "
            "rename or add it."
        )
    wanted = [name for name in dict.fromkeys((*ORDER_KEYS, level, *NUMBERS)) if name in lines.columns]
    try:
        if isinstance(lines, pd.DataFrame):
            rows = pa.table({name: pa.array(lines[name], from_pandas=True) for name in wanted})
        else:
            rows = lines.select(*wanted).to_pyarrow()
        return rows.cast(pa.schema([(field.name, _type(field)) for field in rows.schema]), safe=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as wrong:
        raise UnreadableLines(
            f"The lines cannot be read: {wrong}. Give each column one kind of value, ids as text."
        ) from None


def _type(field: Any) -> Any:
    if field.name in NUMBERS:
        return pa.float64()
    if field.name == "ordered_on" and pa.types.is_timestamp(field.type):
        return pa.date32()
    return pa.string() if pa.types.is_null(field.type) else field.type


def _is_known(rows: pa.Table, *, level: str) -> Flags:
    has_product = ~is_null(rows[level])
    has_order = ~is_null(rows["order_id"])
    if "customer_id" in rows.column_names:
        has_order |= ~is_null(rows["customer_id"])
    return has_product & has_order


def is_bought(rows: pa.Table) -> Flags:
    quantity = _numbers(rows, "quantity")
    is_missing = np.isnan(quantity)
    if is_missing.any():
        quantity = np.where(is_missing, np.where(_numbers(rows, "amount") < 0, -1.0, 1.0), quantity)
    if "returned_quantity" not in rows.column_names:
        return np.asarray(quantity >= 0, dtype=np.bool_)
    returned = _numbers(rows, "returned_quantity")
    return (quantity >= 0) & (~(returned > 0) | (quantity > returned))


def is_null(column: Any) -> Flags:
    if not column.null_count:
        return np.zeros(len(column), dtype=np.bool_)
    return np.asarray(column.is_null(), dtype=np.bool_)


def _numbers(rows: pa.Table, name: str) -> Floats:
    """A column as float64, NaN where a value or the column is missing."""
    if name not in rows.column_names:
        return np.full(len(rows), np.nan)
    return np.asarray(rows[name], dtype=np.float64)


def _numbered(columns: list[Any]) -> tuple[Ints, int]:
    """Distinct combinations of the columns as numbers from 0, and how many there are."""
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    distinct = keys[:0]
    for column in columns:
        codes, levels = encoded(column)
        keys, distinct = pd.factorize(keys * (len(levels) + 1) + codes)
    return keys.astype(np.int64, copy=False), len(distinct)


def _products(column: Any) -> tuple[Ints, tuple[str, ...]]:
    """The place of each line's product among the ids as text, and those ids, rising by code point."""
    codes, levels = encoded(column)
    used = np.flatnonzero(np.bincount(codes, minlength=len(levels)))
    texts = sorted((str(levels[code]), code) for code in used)
    place = np.zeros(len(levels), dtype=np.int64)
    place[[code for _, code in texts]] = np.arange(len(texts))
    return place[codes], tuple(text for text, _ in texts)


def encoded(column: Any) -> tuple[Ints, list[Any]]:
    """Codes of an Arrow column and what they stand for; missing values have the next free code."""
    if not len(column):
        return np.zeros(0, dtype=np.int64), []
    coded = column.dictionary_encode().combine_chunks()
    levels = coded.dictionary.to_pylist()
    return np.asarray(coded.indices.fill_null(len(levels))).astype(np.int64), levels


def _matrix(orders: Ints, products: Ints, *, shape: tuple[int, int]) -> Any:
    keys = np.sort(orders * max(shape[1], 1) + products)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    rows, columns = np.divmod(keys, max(shape[1], 1))
    ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=shape[0]))))
    # Products of sparse matrices are twice as fast with narrow indices.
    narrow = np.int32 if len(keys) < np.iinfo(np.int32).max else np.int64
    ones = np.ones(len(keys), dtype=np.int32)
    return sparse.csr_array((ones, columns.astype(narrow), ends.astype(narrow)), shape=shape)


def _mean_amounts(products: Ints, rows: pa.Table, bought: Any) -> Floats:
    levels = bought.shape[1]
    if "amount" not in rows.column_names:
        return np.full(levels, np.nan)
    amounts = np.nan_to_num(_numbers(rows, "amount"))
    totals = np.bincount(products, weights=amounts, minlength=levels).round(MONEY_DECIMALS)
    return np.asarray(totals / np.bincount(bought.indices, minlength=levels), dtype=np.float64)
