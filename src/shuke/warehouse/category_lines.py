"""What all orders held, by product and kind of product: the library's lines for pairs."""

from datetime import date, timedelta
from typing import Any

import ibis

from shuke.warehouse.tables import Tables


def category_lines(tables: Tables, *, as_of: date, window_days: int) -> Any:
    """Lines of the window as the library's, `category` being the finest known of the product, `department` the widest,
    `product` its code; amounts in minor units.

    A line counts as returned as far as it was until `as_of`.
    """
    lines = tables["fact_order_line"]
    until = lines.filter(lines.ordered_on <= ibis.literal(as_of, type="date"))
    undone = until.filter(until.undoes_line_key.notnull())
    back = undone.group_by(returned_line_key="undoes_line_key").agg(returned=-undone.quantity.sum())
    first = ibis.literal(as_of - timedelta(days=window_days), type="date")
    sold = until.filter(until.ordered_on > first, until.quantity >= 0)
    products = tables["dim_product"]
    named = products.select(
        sold_key="product_key",
        department=products.category_1.nullif(""),
        category=products.category.nullif(""),
        product="product_id",
    )
    joined = sold.inner_join(named, sold.product_key == named.sold_key)
    joined = joined.left_join(back, joined.line_key == back.returned_line_key)
    return joined.select(
        "ordered_on",
        "department",
        "category",
        "product",
        order_id=joined.order_key,
        quantity=joined.quantity.cast("float64"),
        returned_quantity=joined.returned.cast("float64"),
        amount=joined.net_minor,
    )
