"""What the warehouse copies of sales."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="orders",
        table="sales_order",
        columns=(
            "id", "store_id", "customer_id", "source", "source_key", "ordered_at", "ordered_on", "currency", "channel",
            "total", "line_count", "has_sale",
        ),
        month_of="ordered_on",
        sums=("total", "line_count"),
    ),
    Source(
        name="lines",
        table="sales_orderline",
        columns=("id", "order_id", "product_id", "quantity", "amount", "discount", "cost", "undoes_id"),
        parent=("order_id", "orders"),
    ),
)  # fmt: skip
