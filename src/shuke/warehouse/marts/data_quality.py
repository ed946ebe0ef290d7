"""data_quality: one row per finding: an order or a line that was accepted although something about it is odd."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

# What is listed, in the order of the page. A finding says why a figure may differ from what somebody expects.
ORDER_FINDINGS = ("order_without_sale", "other_currency", "possible_duplicate", "impossible_date")
LINE_FINDINGS = (
    "zero_quantity", "unlinked_return", "returned_too_much", "zero_value", "negative_price", "unknown_product",
)  # fmt: skip
FINDINGS = ORDER_FINDINGS + LINE_FINDINGS

FIRST_POSSIBLE_ON = date(1970, 1, 2)  # earlier days, and the first of computer time, are clocks that were never set


@dataclass(frozen=True)
class Money:
    """What amounts are in."""

    currency: str
    exponent: int  # decimal places of its minor unit


def data_quality(orders: Any, lines: Any, aside: Any, products: Any, *, money: Money, built_on: date) -> Any:
    """`code, order_key, line_key, product_key, quantity, amount, currency` and the order's `store_key, customer_key,
    ordered_on, source, source_key`; line and product are null where the finding is about the whole order.

    Args:
        orders, lines, aside, products: fact_order, fact_order_line, order_set_aside, dim_product.
        built_on: days after it have not happened yet.
    """
    about_orders = _order_findings(orders, lines, built_on=built_on)
    about_lines = _line_findings(lines, products)
    known = orders.select("order_key", "store_key", "customer_key", "ordered_on", "source", "source_key")
    found = [_as_order_row(code, rows, money) for code, rows in about_orders.items()]
    found += [_as_line_row(code, rows, money).inner_join(known, "order_key") for code, rows in about_lines.items()]
    found.append(_set_aside(aside))
    return ibis.union(*(rows.select(found[0].columns) for rows in found), distinct=False)


def _order_findings(orders: Any, lines: Any, *, built_on: date) -> dict[str, Any]:
    unsold = orders.filter(~orders.is_sale)
    came_back = lines.filter(lines.quantity < 0)
    same = ["customer_key", "store_key", "ordered_at", "net_minor", "lines"]
    known = orders.filter(orders.customer_key.notnull())
    twins = known.group_by(same).aggregate(first_key=known.order_key.min(), orders=known.count())
    again = known.inner_join(twins.filter(twins.orders > 1).drop("orders"), same)
    first, latest = (ibis.literal(day, type="date") for day in (FIRST_POSSIBLE_ON, built_on))
    return {
        "order_without_sale": unsold.anti_join(came_back, "order_key"),
        "possible_duplicate": again.filter(again.order_key > again.first_key),
        "impossible_date": orders.filter((orders.ordered_on < first) | (orders.ordered_on > latest)),
    }


def _line_findings(lines: Any, products: Any) -> dict[str, Any]:
    returned = lines.filter(lines.undoes_line_key.notnull())
    back = returned.group_by(line_key=returned.undoes_line_key).aggregate(pieces=-returned.quantity.sum())
    sold = lines.inner_join(back, "line_key")
    undescribed = products.filter(~products.is_described)
    return {
        "zero_quantity": lines.filter(lines.quantity == 0),
        "unlinked_return": lines.filter((lines.quantity < 0) & lines.undoes_line_key.isnull()),
        "returned_too_much": sold.filter(sold.pieces > sold.quantity),
        "zero_value": lines.filter((lines.net_minor == 0) & (lines.quantity != 0)),
        "negative_price": lines.filter((lines.net_minor < 0) & (lines.quantity > 0)),
        "unknown_product": lines.semi_join(undescribed, "product_key"),
    }


def _as_order_row(code: str, orders: Any, money: Money) -> Any:
    return orders.select(
        "order_key",
        "store_key",
        "customer_key",
        "ordered_on",
        "source",
        "source_key",
        code=ibis.literal(code),
        line_key=ibis.null("int64"),
        product_key=ibis.null("int64"),
        quantity=ibis.null("float64"),
        amount=orders.net_minor / 10.0**money.exponent,
        currency=ibis.literal(money.currency),
    )


def _as_line_row(code: str, lines: Any, money: Money) -> Any:
    return lines.select(
        "order_key",
        "line_key",
        "product_key",
        code=ibis.literal(code),
        quantity=lines.quantity.cast("float64"),
        amount=lines.net_minor / 10.0**money.exponent,
        currency=ibis.literal(money.currency),
    )


def _set_aside(aside: Any) -> Any:
    return aside.select(
        "order_key",
        "store_key",
        "customer_key",
        "ordered_on",
        "source",
        "source_key",
        "currency",
        code=ibis.literal("other_currency"),
        line_key=ibis.null("int64"),
        product_key=ibis.null("int64"),
        quantity=ibis.null("float64"),
        amount=aside.total.cast("float64"),
    )
