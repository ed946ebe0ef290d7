"""What every module does to columns the same way: check that they are there, sum money exactly, divide without NaN."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Column, Table, Value

from shuke.lib.errors import ShukeError

# Float sums depend on the order in which threads add; six decimals are finer than any currency and always the same.
MONEY_DECIMALS = 6


class MissingColumns(ShukeError):
    """A table lacks columns that the calculation reads."""


def require(table: Table | pa.Table, *, columns: Sequence[str], kind: str) -> None:
    there = table.column_names if isinstance(table, pa.Table) else table.columns
    missing = [name for name in columns if name not in there]
    if missing:
        raise MissingColumns(
            f"The table of {kind} has no column {', '.join(missing)} (it has {', '.join(there)}); rename or add it."
        )


def exact_sum(column: Column, *, where: Any = None) -> Value:
    """Sum that does not depend on the order of rows: as it is for integers and decimals, rounded for floats; what is
    no number adds nothing."""
    total = known(column).sum(where=where)
    return total.round(MONEY_DECIMALS) if column.type().is_floating() else total


def known(column: Column) -> Column:
    """An amount that is NaN or infinite is not known, hence null: one such line would spoil every sum it is in."""
    if not column.type().is_floating():
        return column
    return ibis.ifelse(column.isnan() | column.isinf(), ibis.null(column.type()), column)


def steady(column: Value) -> Value:
    """A calculated amount as float64, free of the last bits that differ between runs."""
    return column.cast("float64").round(MONEY_DECIMALS)


def ratio(part: Value, whole: Value) -> Value:
    """`part` ÷ `whole` as float64; null where `whole` is 0, never NaN."""
    return part.cast("float64") / whole.cast("float64").nullif(0.0)


def as_text(column: Value) -> Value:
    """Ties are broken by the id as text, by code point: the same order on every engine."""
    return column.cast("string")


def days_until(as_of: date, column: Value) -> Value:
    """Whole days from the day in `column` to `as_of`."""
    return ibis.literal(as_of, type="date").delta(column, unit="day").cast("int64")


def day_before_window(*, as_of: date, window_days: int) -> date:
    """The window is the `window_days` days ending with `as_of`: the days after this one."""
    return as_of - timedelta(days=window_days)


def attach(left: Table, right: Table, *keys: str) -> Table:
    """Left join on equally named columns (default `customer_id`), each of which stays once."""
    on = keys or ("customer_id",)
    joined = left.left_join(right, on, rname="{name}__right")
    return joined.drop(*(f"{key}__right" for key in on))
