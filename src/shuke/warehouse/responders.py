"""Who bought what in some days, and what they spent: the answers to a test."""

from datetime import date
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from shuke.analytics.response import cells
from shuke.analytics.worth import rfm
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.warehouse.tables import Tables


def buyers(
    tables: Tables,
    *,
    from_on: date,
    until_on: date,
    category: str = "",
    product: str = "",
    by: str = "customer_id",
    as_of: date | None = None,
) -> set[Any]:
    """Numbers of known customers with a purchase on these days, both included; by `current_key` their row ids.

    Args:
        category: path, its whole subtree included; product: code. Empty: anything. What came back since is not told
            from what did not where only one of several products was bought.
        as_of: what came back up to then is no purchase; without it, up to `until_on`.
    """
    orders = tables.orders(as_of=as_of or until_on, by=by)
    first, last = (ibis.literal(day, type="date") for day in (from_on, until_on))
    bought = orders.filter(orders.is_purchase, orders.ordered_on >= first, orders.ordered_on <= last)
    if category or product:
        lines = _lines_of(tables, category=category, product=product)
        bought = bought.semi_join(lines, bought.order_id == lines.order_key)
    return set(bought.select("customer_id").distinct().to_pyarrow()["customer_id"].to_pylist())


def spend_of(tables: Tables, *, from_on: date, until_on: date, by: str = "customer_id") -> pd.DataFrame:
    """`orders` (purchases) and `spend_minor` (returns taken off) by customer number, of these days, both included; by
    `current_key` by row id."""
    orders = tables.orders(as_of=until_on, by=by)
    recent = orders.filter(orders.ordered_on >= ibis.literal(from_on, type="date"))
    sums = recent.group_by("customer_id").agg(
        orders=recent.is_purchase.cast("int64").sum(), spend_minor=recent.amount.sum().cast("int64")
    )
    found: pd.DataFrame = sums.to_pandas().set_index("customer_id")
    return found


def spend_since(tables: Tables, begins: pd.DataFrame, *, days: int, as_of: date) -> pd.DataFrame:
    """What each customer spent in the days that begin with their own.

    Args:
        begins: one row per customer, by row id (`current_key`): `begins_on`.
        days: how many count, the first included; nothing later than `as_of` is read.

    Returns:
        `orders` and `spend_minor` (returns taken off) by row id, of those who bought.
    """
    first = pd.to_datetime(begins["begins_on"]).dt.date
    own = ibis.memtable(pd.DataFrame({"customer_id": begins.index.to_numpy(), "begins_on": first.to_numpy()}))
    orders = tables.orders(as_of=as_of, by="current_key")
    after = orders.inner_join(own, "customer_id")
    since = after.ordered_on.delta(after.begins_on.cast("date"), unit="day")
    inside = after.filter((since >= 0) & (since < days))
    sums = inside.group_by("customer_id").agg(
        orders=inside.is_purchase.cast("int64").sum(), spend_minor=inside.amount.sum().cast("int64")
    )
    found: pd.DataFrame = sums.to_pandas().set_index("customer_id")
    return found


def cells_of(tables: Tables, customer_ids: NDArray[np.int64], *, as_of: date) -> pd.DataFrame:
    """The 125 nested cells over these customers alone, who are given by row id.

    Returns:
        `cell` (111 to 555; 0 without a purchase in the year up to `as_of`) by row id, ordered by cell, then by
        customer id as text.
    """
    people = tables["customer_map"].select("current_key", "place").distinct()
    asked = people.semi_join(ibis.memtable({"current_key": pa.array(customer_ids)}), "current_key")
    bought = rfm.summary(tables.orders(as_of=as_of, by="place"), as_of=as_of)
    cut = cells.nested(bought.semi_join(asked, bought.customer_id == asked.place))
    rows = asked.to_pandas().set_index("place")
    found = cut.select("customer_id", "cell").to_pandas().set_index("customer_id")["cell"].astype("int64")
    rows["cell"] = found.reindex(rows.index).fillna(0).astype("int64")
    sorted_rows: pd.DataFrame = rows.reset_index().sort_values(["cell", "place"]).set_index("current_key")
    return sorted_rows[["cell"]]


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
