"""Order lines counted once into days and categories: what every snapshot of the past is then made from."""

from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table

from shuke.analytics.worth.columns import exact_sum
from shuke.analytics.worth.orders import from_lines, lines_between
from shuke.analytics.worth.orders import until as orders_until

EARLIEST = date(1, 1, 1)


@dataclass(frozen=True)
class Purchases:
    """Everything known up to `until`, by customer.

    days: `customer_id, ordered_on, amount, is_purchase, orders, lines, discount`; one row per customer and day.
    categories: `customer_id, category_id, ordered_on`; one row per customer, category and day bought in.
    """

    days: Table
    categories: Table
    until: date


def purchases(lines: Table, *, until: date) -> Purchases:
    """Count order lines by day; lines later than `until` are not read.

    Args:
        lines: `customer_id, order_id, ordered_on, product_id, amount` (net, any unit), optional `quantity`,
            `category_id`, `discount` (what was taken off, same unit as `amount`); see `worth.orders.from_lines`.

    Raises:
        MissingColumns: a column is missing.
    """
    known = lines_between(lines, after=EARLIEST, as_of=until)
    return counted(from_lines(known), known, until=until)


def counted(orders: Table, lines: Table, *, until: date) -> Purchases:
    """The same out of orders and lines, where both are there: lines may reach less far back than orders.

    Args:
        orders: `customer_id, ordered_on, amount`, optional `is_purchase`; see `worth.orders.until`.
        lines: `customer_id, ordered_on, amount`, optional `category_id`, `discount`; days without a line have none.

    Raises:
        MissingColumns: a column is missing.
    """
    known = orders_until(orders, as_of=until)
    days = known.group_by("customer_id", "ordered_on").aggregate(
        amount=exact_sum(known.amount).cast("float64"),
        is_purchase=known.is_purchase.any(),
        orders=known.count(where=known.is_purchase),
    )
    discount = lines.discount.fill_null(0) if "discount" in lines.columns else ibis.literal(0.0)
    baskets = lines.mutate(discount=discount.cast("float64"))
    baskets = baskets.group_by("customer_id", "ordered_on").aggregate(
        lines=baskets.count(), discount=exact_sum(baskets.discount)
    )
    days = days.left_join(baskets, ["customer_id", "ordered_on"]).drop("customer_id_right", "ordered_on_right")
    days = days.mutate(lines=days.lines.fill_null(0), discount=days.discount.fill_null(0.0))
    category = lines.category_id.cast("string") if "category_id" in lines.columns else ibis.null("string")
    bought = lines.filter(lines.amount > 0).select("customer_id", "ordered_on", category_id=category)
    bought = bought.filter(bought.category_id.notnull()).distinct()
    return Purchases(days=days.cache(), categories=bought.cache(), until=until)
