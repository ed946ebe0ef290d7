"""The history that models of repeat buying read: made from orders, checked, counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from ibis.expr.types import Table
from numpy.typing import NDArray

from shuke.analytics.worth.columns import days_until, exact_sum, ratio
from shuke.analytics.worth.orders import until
from shuke.lib.errors import ShukeError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BUYING_COLUMNS = ("repeat_orders", "active_days", "age_days")
# Two columns of whole numbers below this fit side by side into one 64-bit key, three of them.
LARGEST_CODE = 1 << 20


class BadHistory(ShukeError):
    """A history lacks columns or holds rows that cannot be."""


def from_orders(orders: Table, *, as_of: date) -> Table:
    """One row per customer with a purchase up to `as_of`.

    Args:
        orders: `customer_id, order_id, ordered_on, amount`, optional `is_purchase`; see `worth`. One customer's orders
            of one day are one purchase; rows later than `as_of` are not read.

    Returns:
        `customer_id, repeat_orders, active_days, age_days` (whole numbers) and `mean_order_value` (float64, unit of
        `amount`): net amount of the repeat purchase days ÷ their number, the first day excluded; null without any.
        No row when `as_of` lies before the first order.

    Source: docs/definitions.md, Purchase day; Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", for
    the mean.
    """
    rows = until(orders, as_of=as_of)
    days = rows.group_by("customer_id", "ordered_on").aggregate(
        amount=exact_sum(rows.amount), is_purchase=rows.is_purchase.any()
    )
    bought = days.filter(days.is_purchase)
    bought = bought.group_by("customer_id").mutate(first_on=bought.ordered_on.min())
    again = bought.ordered_on > bought.first_on
    totals = bought.group_by("customer_id", "first_on").aggregate(
        repeat_orders=bought.count(where=again),
        latest_on=bought.ordered_on.max(),
        repeat_amount=exact_sum(bought.amount, where=again),
    )
    age_days = days_until(as_of, totals.first_on)
    return totals.select(
        "customer_id",
        "repeat_orders",
        active_days=age_days - days_until(as_of, totals.latest_on),
        age_days=age_days,
        mean_order_value=ratio(totals.repeat_amount, totals.repeat_orders),
    )


def counted(history: Table) -> Table:
    """Equal histories as one row with their number in `customers`: what a model of repeat buying needs of millions."""
    return history.group_by(*BUYING_COLUMNS).aggregate(customers=history.count())


@dataclass(frozen=True)
class Counts:
    """Distinct histories and how many customers share each; days are in the time unit of the model."""

    repeats: Floats
    active: Floats
    age: Floats
    customers: Floats
    ages: Floats  # distinct ages (some may be nobody's)
    age_codes: Ints  # which of them each row has

    @cached_property
    def total(self) -> float:
        return float(self.customers.sum())

    def sample(self, size: int) -> "Counts":
        """About `size` distinct histories, evenly spread over their sorted order."""
        every = slice(None, None, -(-len(self.repeats) // size))
        return Counts(
            repeats=self.repeats[every],
            active=self.active[every],
            age=self.age[every],
            customers=self.customers[every],
            ages=self.ages,
            age_codes=self.age_codes[every],
        )

    def sum_by_age(self, column: Floats) -> Floats:
        return sum_by(self.age_codes, column, levels=len(self.ages))


def count_distinct(history: pd.DataFrame, *, time_unit_days: float) -> Counts:
    """Checked rows counted by distinct (repeat_orders, active_days, age_days), sorted.

    Raises:
        BadHistory: see `checked`; no customers at all.
    """
    columns = checked(history)
    weights = checked_customers(history)
    if not len(columns[0]):
        raise BadHistory("The history has no customers: choose an as-of day after the first orders.")
    key, levels = _keys(columns)
    distinct, customers = _count(key, weights)
    repeat_codes, active_codes, age_codes = _apart(distinct, levels)
    ages = levels[2] / time_unit_days
    return Counts(
        repeats=levels[0][repeat_codes],
        active=levels[1][active_codes] / time_unit_days,
        age=ages[age_codes],
        customers=customers,
        ages=ages,
        age_codes=age_codes,
    )


def distinct_rows(*columns: Floats) -> tuple[list[Floats], Ints]:
    """Distinct combinations of up to three columns, and for each row the number of its combination."""
    key, levels = _keys(columns)
    distinct, inverse = np.unique(key, return_inverse=True)
    codes = _apart(distinct, levels)
    return [level[code] for level, code in zip(levels, codes, strict=True)], inverse


def checked(history: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """`repeat_orders, active_days, age_days` as float64.

    Raises:
        BadHistory: a column is missing or no number; a value is missing, infinite or negative; `repeat_orders` is no
            whole number; `active_days` exceeds `age_days`; repeats without active days, or the other way round.
    """
    repeats, active, age = (numbers(history, name) for name in BUYING_COLUMNS)
    for name, values in zip(BUYING_COLUMNS, (repeats, active, age), strict=True):
        refuse(history, values < 0, f"{name} is negative")
    refuse(history, repeats != np.floor(repeats), "repeat_orders is no whole number")
    refuse(history, active > age, "active_days exceeds age_days")
    refuse(
        history,
        (repeats > 0) != (active > 0),
        "repeat_orders and active_days contradict each other (one is 0, the other is not; count distinct days)",
    )
    return repeats, active, age


def checked_customers(history: pd.DataFrame) -> Floats | None:
    """How many customers each row stands for; None when each stands for one."""
    if "customers" not in history.columns:
        return None
    weights = numbers(history, "customers")
    refuse(history, weights <= 0, "customers, the number of equal histories, is not above 0")
    return weights


def numbers(history: pd.DataFrame, name: str) -> Floats:
    """A column as finite float64.

    Raises:
        BadHistory: it is missing, no number, or holds missing or infinite values.
    """
    values = raw_numbers(history, name)
    refuse(history, ~np.isfinite(values), f"{name} is missing or infinite")
    return values


def raw_numbers(history: pd.DataFrame, name: str) -> Floats:
    """A column as float64, missing values as NaN."""
    if name not in history.columns:
        raise BadHistory(
            f"The history has no column {name} (it has {', '.join(map(str, history.columns))}); rename or add it."
        )
    column = history[name]
    try:
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
            return column.to_numpy().astype(np.float64, copy=False)
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise BadHistory(f"The column {name} of the history holds something that is no number.") from None


def refuse(history: pd.DataFrame, wrong: Flags, what: str) -> None:
    """Raise with the number of wrong rows and the first one's index."""
    if wrong.any():
        first = history.index[int(wrong.argmax())]
        raise BadHistory(f"{what} for {int(wrong.sum())} customers (first: {first}); correct or leave them out.")


def sum_by(codes: Ints, column: Floats, *, levels: int = 0) -> Floats:
    """Sum of a column over the rows of each code, from 0."""
    return np.bincount(codes, weights=column, minlength=levels).astype(np.float64, copy=False)


def _keys(columns: Sequence[Floats]) -> tuple[Ints, list[Floats]]:
    """One whole number a row that tells equal rows apart, and the levels its parts stand for."""
    coded = [_codes(column) for column in columns]
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for codes, levels in coded:
        key = key * len(levels) + codes
    return key, [levels for _, levels in coded]


def _apart(keys: Ints, levels: Sequence[Floats]) -> list[Ints]:
    """The parts of keys, in the order of the columns."""
    codes = []
    for level in reversed(levels):
        keys, code = np.divmod(keys, len(level))
        codes.append(code)
    return codes[::-1]


def _codes(column: Floats) -> tuple[Ints, Floats]:
    """Small whole numbers stand for themselves; anything else is numbered by its rank."""
    highest = float(column.max(initial=0.0))
    whole = column.astype(np.int64) if highest < LARGEST_CODE else None
    if whole is not None and np.array_equal(whole, column):
        return whole, np.arange(highest + 1.0)
    levels, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), levels


def _count(key: Ints, weights: Floats | None) -> tuple[Ints, Floats]:
    if weights is not None:
        distinct, inverse = np.unique(key, return_inverse=True)
        return distinct, sum_by(inverse, weights)
    ordered = np.sort(key)
    starts = np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))
    return ordered[starts], np.diff(starts, append=len(ordered)).astype(np.float64)
