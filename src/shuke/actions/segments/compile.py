"""What the warehouse answers of a segment: the ids of those for whom each condition on purchases and scores holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from shuke.actions.segments.fields import SCORE, Field, Kind
from shuke.actions.segments.relative import resolved
from shuke.actions.segments.tree import Bought, Days, Has, LatestDays, Operator, Thing, Value
from shuke.lib.money import to_minor
from shuke.warehouse.marts.dim_product import SEPARATOR
from shuke.warehouse.purchases import Wanted, purchases_of
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
        scores = None
        if any(not isinstance(each, Bought) for each in asked):
            scores = snapshots.needed(tables, day)
        found = [
            _buyers(tables, each, as_of=day)
            if isinstance(each, Bought)
            else _scored(scores, resolved(each[0], on=day), each[1], tables=tables)
            for each in asked
        ]
    return Answers(day, found)


def _buyers(tables: Tables, bought: Bought, *, as_of: date) -> NDArray[np.int64]:
    purchases, wanted = purchases_of(tables), _wanted(bought, currency=tables.manifest.currency, as_of=as_of)
    if bought.thing is None:
        return purchases.buyers(wanted, as_of=as_of)
    products = _products(tables, bought).to_pyarrow()["product_key"].to_pylist()
    return purchases.buyers_of(products, wanted, as_of=as_of)


def _wanted(bought: Bought, *, currency: str, as_of: date) -> Wanted:
    least = None if bought.amount is None else to_minor(bought.amount, currency)
    match bought.period:
        case LatestDays(days):
            return Wanted(after=as_of - timedelta(days=days), until=as_of, times=bought.times, least_minor=least)
        case Days(first, final):
            return Wanted(after=first - timedelta(days=1), until=final, times=bought.times, least_minor=least)
        case _:
            return Wanted(until=as_of, times=bought.times, least_minor=least)


def _scored(scores: Any, has: Has, field: Field, *, tables: Tables) -> NDArray[np.int64]:
    held = _score_holds(scores, has, field, currency=tables.manifest.currency)
    keys: NDArray[np.int64] = scores.filter(held).select("customer_key").to_pyarrow()["customer_key"].to_numpy()
    return keys


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
