"""Orders and their lines."""

from typing import Any

from shuke.warehouse.staging.money import left_over, minor


def orders(raw: Any, *, exponent: int) -> Any:
    return raw.select(
        order_key=raw.id,
        customer_key=raw.customer_id,
        store_key=raw.store_id,
        source=raw.source,
        source_key=raw.source_key,
        ordered_at=raw.ordered_at,
        ordered_on=raw.ordered_on,
        month=raw.ordered_on.strftime("%Y-%m"),
        currency=raw.currency,
        channel=raw.channel,
        total=raw.total,
        net_minor=minor(raw.total, exponent=exponent),
        rounding=left_over(raw.total, exponent=exponent),
        lines=raw.line_count,
        is_sale=raw.has_sale,
    )


def lines(raw: Any, *, exponent: int) -> Any:
    return raw.select(
        line_key=raw.id,
        order_key=raw.order_id,
        product_key=raw.product_id,
        quantity=raw.quantity,
        net_minor=minor(raw.amount, exponent=exponent),
        rounding=left_over(raw.amount, exponent=exponent),
        discount_minor=minor(raw.discount, exponent=exponent),
        cost_minor=minor(raw.cost, exponent=exponent),
        undoes_line_key=raw.undoes_id,
    )
