"""Who bought what in some days, and what they spent: the answers to a test."""

from datetime import date
from typing import Any

import ibis
import pandas as pd

from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.warehouse.tables import Tables


def buyers(
    tables: Tables, *, from_on: date, until_on: date, category: str = "", product: str = "", by: str = "customer_id"
) -> set[Any]:
    """Numbers of known customers with a purchase on these days, both included; by `current_key` their row ids.

    Args:
        category: path, its whole subtree included; product: code. Empty: anything. What came back since is not told
            from what did not where only one of several products was bought.
    """
    orders = tables.orders(as_of=until_on, by=by)
    bought = orders.filter(orders.is_purchase, orders.ordered_on >= ibis.literal(from_on, type="date"))
    if category or product:
        lines = _lines_of(tables, category=category, product=product)
        bought = bought.semi_join(lines, bought.order_id == lines.order_key)
    return set(bought.select("customer_id").distinct().to_pyarrow()["customer_id"].to_pylist())


def spend_of(tables: Tables, *, from_on: date, until_on: date) -> pd.DataFrame:
    """`orders` (purchases) and `spend_minor` (returns taken off) by customer number, of these days, both included."""
    orders = tables.orders(as_of=until_on)
    recent = orders.filter(orders.ordered_on >= ibis.literal(from_on, type="date"))
    sums = recent.group_by("customer_id").agg(
        orders=recent.is_purchase.cast("int64").sum(), spend_minor=recent.amount.sum().cast("int64")
    )
    found: pd.DataFrame = sums.to_pandas().set_index("customer_id")
    return found


def customer_keys(tables: Tables) -> dict[str, int]:
    """Row id of each customer of today by number."""
    people = tables["dim_customer"].select("customer_id", "customer_key").to_pyarrow()
    return dict(zip(people["customer_id"].to_pylist(), people["customer_key"].to_pylist(), strict=True))


def _lines_of(tables: Tables, *, category: str, product: str) -> Any:
    products = tables["dim_product"]
    if product:
        meant = products.filter(products.product_id == product)
    else:
        meant = products.filter((products.category == category) | products.category.startswith(category + SEPARATOR))
    lines = tables["fact_order_line"]
    return lines.filter(lines.quantity > 0).semi_join(meant, "product_key").select("order_key").distinct()
