"""Orders and purchase days out of order lines (docs/definitions.md, Days and orders)."""

from datetime import date

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import exact_sum, known, require

LINE_COLUMNS = ("customer_id", "order_id", "ordered_on", "product_id", "amount")
ORDER_COLUMNS = ("customer_id", "ordered_on", "amount")  # the id of an order was needed to make the row, not since


def from_lines(lines: Table) -> Table:
    """One row per customer, order and day.

    Args:
        lines: order lines; a null `quantity` is 1, or −1 when the amount is negative. `returned_quantity`, if there,
            is how much of this line came back, counted up to the as-of day the result is meant for.

    Returns:
        `customer_id, order_id, ordered_on, amount, is_purchase`: `amount` nets all lines of that day; `is_purchase`
        when at least one line of positive quantity is not wholly returned. An order id seen on two days is two
        orders: receipt numbers start again each morning in many shops.

    Raises:
        MissingColumns: a column is missing.

    Source: docs/definitions.md, Purchase.
    """
    require(lines, columns=LINE_COLUMNS, kind="lines")
    named = lines.filter(lines.customer_id.notnull())
    return named.group_by("customer_id", "order_id", "ordered_on").aggregate(
        amount=exact_sum(named.amount),
        is_purchase=(_quantity(named) > _returned(named)).any(),
    )


def until(orders: Table, *, as_of: date) -> Table:
    """`customer_id, ordered_on, amount, is_purchase` (true where it is not given): the orders of known customers up to
    and including `as_of`. An amount that is NaN or infinite is null."""
    require(orders, columns=ORDER_COLUMNS, kind="orders")
    rows = orders.filter(orders.customer_id.notnull(), orders.ordered_on <= ibis.literal(as_of, type="date"))
    is_purchase = rows.is_purchase.fill_null(True) if "is_purchase" in rows.columns else ibis.literal(True)
    return rows.select("customer_id", "ordered_on", amount=known(rows.amount), is_purchase=is_purchase)


def lines_between(lines: Table, *, after: date, as_of: date) -> Table:
    """Lines of known customers later than `after`, up to and including `as_of`; amounts as in `until`."""
    require(lines, columns=LINE_COLUMNS, kind="lines")
    between = lines.filter(
        lines.customer_id.notnull(),
        lines.ordered_on > ibis.literal(after, type="date"),
        lines.ordered_on <= ibis.literal(as_of, type="date"),
    )
    return between.mutate(amount=known(between.amount)) if between.amount.type().is_floating() else between


def purchase_days(orders: Table, *, as_of: date) -> Table:
    """`customer_id, ordered_on`: one row per customer and day with a purchase, up to and including `as_of`."""
    rows = until(orders, as_of=as_of)
    return rows.filter(rows.is_purchase).select("customer_id", "ordered_on").distinct()


def _quantity(lines: Table) -> Value:
    assumed = ibis.ifelse(lines.amount < 0, -1, 1)
    if "quantity" not in lines.columns:
        return assumed
    return lines.quantity.coalesce(assumed.cast(lines.quantity.type()))


def _returned(lines: Table) -> Value:
    """What came back of a line; a line of no or negative quantity is no purchase, hence at least 0."""
    if "returned_quantity" not in lines.columns:
        return ibis.literal(0)
    return ibis.greatest(lines.returned_quantity.fill_null(0), 0)
