"""fact_order: one row per order in the reporting currency, returns included, anonymous ones too."""

from typing import Any

COLUMNS = (
    "order_key", "customer_key", "store_key", "source", "source_key", "ordered_at", "ordered_on", "channel",
    "net_minor", "rounding", "lines", "is_sale",
)  # fmt: skip


def fact_order(orders: Any, *, currency: str) -> Any:
    """`customer_key` is the one the order was recorded under: merges are applied by `customer_map`."""
    return orders.filter(orders.currency == currency).select(*COLUMNS, "month")
