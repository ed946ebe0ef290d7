"""Order lines counted once into days and categories: what every snapshot of the past is then made from."""

from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table

from shuke.analytics.worth.columns import exact_sum
from shuke.analytics.worth.orders import from_lines, lines_between

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
    orders = from_lines(known)
    days = orders.group_by("customer_id", "ordered_on").aggregate(
        amount=exact_sum(orders.amount).cast("float64"),
        is_purchase=orders.is_purchase.any(),
        orders=orders.count(where=orders.is_purchase),
    )
    discount = known.discount.fill_null(0) if "discount" in known.columns else ibis.literal(0.0)
    baskets = known.mutate(discount=discount.cast("float64"))
    baskets = baskets.group_by("customer_id", "ordered_on").aggregate(
        lines=baskets.count(), discount=exact_sum(baskets.discount)
    )
    category = known.category_id.cast("string") if "category_id" in known.columns else ibis.null("string")
    bought = known.filter(known.amount > 0).select("customer_id", "ordered_on", category_id=category)
    bought = bought.filter(bought.category_id.notnull()).distinct()
    return Purchases(
        days=days.inner_join(baskets, ["customer_id", "ordered_on"]).cache(), categories=bought.cache(), until=until
    )
