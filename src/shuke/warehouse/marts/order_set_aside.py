"""order_set_aside: one row per order in another currency than the reporting one; counted and listed, never summed."""

from typing import Any

COLUMNS = (
    "order_key", "customer_key", "store_key", "source", "source_key", "ordered_on", "currency", "total", "lines",
)  # fmt: skip


def order_set_aside(orders: Any, *, currency: str) -> Any:
    return orders.filter(orders.currency != currency).select(*COLUMNS, "month")
