"""fact_order_line: one row per order line in the reporting currency; net = gross − discount − returned."""

from typing import Any

import ibis


def fact_order_line(lines: Any, orders: Any) -> Any:
    """Lines of the orders given, with the order's customer, store and day.

    A line of negative quantity is a return: it has no gross and no discount, and counts on its own day.
    `rounding` is what `net_minor` left out of the recorded amount, in ten-thousandths of the currency.
    """
    placed = orders.select("order_key", "customer_key", "store_key", "ordered_on", "month")
    joined = lines.inner_join(placed, "order_key")
    is_return = joined.quantity < 0
    return joined.select(
        "line_key",
        "order_key",
        "customer_key",
        "store_key",
        "product_key",
        "ordered_on",
        "quantity",
        "net_minor",
        "rounding",
        "cost_minor",
        "undoes_line_key",
        "month",
        gross_minor=ibis.ifelse(is_return, 0, joined.net_minor + joined.discount_minor),
        discount_minor=ibis.ifelse(is_return, 0, joined.discount_minor),
        returned_minor=ibis.ifelse(is_return, -joined.net_minor, 0),
    )
