"""What the warehouse answers of a segment: purchases and scores, a column of yes and no each, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from shuke.actions.segments.fields import SCORE, Field, Kind
from shuke.actions.segments.tree import Bought, Days, Has, LatestDays, Operator, Thing, Value
from shuke.lib.money import to_minor
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.warehouse.read.state import scored_tables
from shuke.warehouse.tables import Tables

Asked = Bought | tuple[Has, Field]


@dataclass(frozen=True)
class Answers:
    """For each condition the customers for whom it holds, as ids; all of the same day."""

    as_of: date
    ids: Sequence[NDArray[np.int64]]


def ask_warehouse(asked: Sequence[Asked], *, as_of: date | None) -> Answers:
    """Who fulfils each condition on purchases and scores.

    Args:
        as_of: nothing later is looked at; None is the day of the latest scores.

    Raises NoWarehouse.
    """
    with scored_tables(as_of) as (tables, snapshots, day):
        people = tables["dim_customer"].select("customer_key")
        if any(not isinstance(each, Bought) for each in asked):
            scores = snapshots.needed(tables, day)
            people = people.left_join(scores, "customer_key").drop("customer_key_right")
        for number, each in enumerate(asked):
            if isinstance(each, Bought):
                people = _with_buyers(people, _buyers(tables, each, as_of=day), name=f"holds_{number}")
        of_scores = {
            f"holds_{number}": _score_holds(people, *each, currency=tables.manifest.currency)
            for number, each in enumerate(asked)
            if not isinstance(each, Bought)
        }
        names = [f"holds_{number}" for number in range(len(asked))]
        rows = people.mutate(**of_scores).select("customer_key", *names).to_pyarrow()
    keys = rows["customer_key"].to_numpy()
    return Answers(day, [keys[rows[name].to_numpy()] for name in names])


def _with_buyers(people: Any, buyers: Any, *, name: str) -> Any:
    keys = buyers.select(buyer_key="customer_id")
    joined = people.left_join(keys, people.customer_key == keys.buyer_key)
    return joined.mutate(**{name: joined.buyer_key.notnull()}).drop("buyer_key")


def _buyers(tables: Tables, bought: Bought, *, as_of: date) -> Any:
    """`customer_id` of those who bought so often and for so much."""
    sales = _orders(tables, as_of=as_of) if bought.thing is None else _lines(tables, bought, as_of=as_of)
    sales = _in_period(sales, bought.period, as_of=as_of)
    # Counting different orders is slow: done only where an order may have several of the rows and it matters.
    is_row_an_order = bought.thing is None or bought.times == 1
    times = sales.counts.sum() if is_row_an_order else sales.order_id.nunique(where=sales.counts)
    sums = sales.group_by("customer_id").aggregate(times=times, amount=sales.amount.sum())
    enough = sums.times >= bought.times
    if bought.amount is not None:
        enough &= sums.amount >= to_minor(bought.amount, tables.manifest.currency)
    return sums.filter(enough)


def _in_period(sales: Any, period: LatestDays | Days | None, *, as_of: date) -> Any:
    match period:
        case LatestDays(days):
            return sales.filter(sales.ordered_on > ibis.literal(as_of - timedelta(days=days), type="date"))
        case Days(first, final):
            return sales.filter(sales.ordered_on.between(ibis.literal(first, "date"), ibis.literal(final, "date")))
        case _:
            return sales


def _orders(tables: Tables, *, as_of: date) -> Any:
    orders = tables.orders(as_of=as_of, by="current_key")
    return orders.select("customer_id", "order_id", "ordered_on", "amount", counts=orders.is_purchase)


def _lines(tables: Tables, bought: Bought, *, as_of: date) -> Any:
    """Lines of the thing. One that came back whole until `as_of` counts no more, as an order does (SPEC 9.2)."""
    lines = tables["fact_order_line"]
    until = lines.filter(lines.ordered_on <= ibis.literal(as_of, type="date"))
    undone = until.filter(until.undoes_line_key.notnull())
    back = undone.group_by(back_key=undone.undoes_line_key).aggregate(returned=-undone.quantity.sum())
    of_thing = until.semi_join(_products(tables, bought), "product_key")
    joined = of_thing.left_join(back, of_thing.line_key == back.back_key)
    mapping = tables["customer_map"].select("customer_key", customer_id="current_key")
    known = joined.inner_join(mapping, "customer_key")
    is_kept = (known.returned < known.quantity).fill_null(True)
    return known.select(
        "customer_id",
        "ordered_on",
        order_id="order_key",
        amount=known.net_minor,
        counts=(known.quantity > 0) & is_kept,
    )


def _products(tables: Tables, bought: Bought) -> Any:
    products = tables["dim_product"]
    match bought.thing:
        case Thing.PRODUCT:
            wanted = products.product_id == bought.name
        case Thing.CATEGORY:
            below = products.category.startswith(bought.name + SEPARATOR)
            wanted = (products.category == bought.name) | below
        case _:
            wanted = products.brand == bought.name
    return products.filter(wanted).select("product_key")


def _score_holds(scores: Any, has: Has, field: Field, *, currency: str) -> Any:
    name = field.lookup.removeprefix(SCORE)
    # The one column that only the rows of CustomerScore keep.
    column = scores.rhythm_days - scores.silence_days if name == "due_in_days" else scores[name]
    if name == "due_in_days":
        column = column.round(0)
    if has.operator == Operator.IS_UNKNOWN:
        return column.fill_null("") == "" if field.kind == Kind.CHOICE else column.isnull()
    values = [_stored(value, field, currency) for value in has.values]
    match has.operator:
        case Operator.IS | Operator.IN if field.kind == Kind.YES_NO:
            return column.fill_null(False) == values[0]
        case Operator.IS | Operator.IN:
            held = column.isin(values)
        case Operator.AT_LEAST:
            held = column >= values[0]
        case Operator.AT_MOST:
            held = column <= values[0]
        case _:
            held = column.between(values[0], values[1])
    return held.fill_null(False)


def _stored(value: Value, field: Field, currency: str) -> Any:
    match value:
        case Decimal() if field.kind == Kind.MONEY:
            return to_minor(value, currency)
        case Decimal():
            return float(value)
        case date():
            return ibis.literal(value, type="date")
        case _:
            return value
