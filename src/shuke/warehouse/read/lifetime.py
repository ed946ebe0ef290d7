"""What customers are worth: how lifetime value is spread over them, and its sums."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from shuke.lib.money import exponent
from shuke.warehouse.read.shapes import StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables

STEPS = (1, 2, 5)  # classes end at round amounts: 1, 2, 5, 10, 20 …
LOW, HIGH, BEST = 0.05, 0.99, 0.90  # quantiles: where round classes begin and end, and the best tenth


@dataclass(frozen=True)
class LifetimeClass:
    """Customers whose lifetime value lies between two amounts, both counted in; None is open."""

    from_minor: int | None
    until_minor: int | None
    customers: int
    value_minor: int


@dataclass(frozen=True)
class Lifetimes:
    """Everybody with a forecast; money is margin but what is expected to be spent."""

    customers: int
    value_minor: int  # narrow: the future alone
    later_minor: int  # the part of it beyond the first year
    past_minor: int
    year_spend_minor: int  # expected in 365 days
    best_tenth_minor: int  # of `value_minor`
    classes: list[LifetimeClass]  # lowest first, none empty at either end


@kept
def lifetimes(*, as_of: date | None = None, stores: StoreIds = None) -> Lifetimes | None:
    """None where nothing was forecast that day."""
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = in_stores(snapshots.needed(tables, day), stores, key="home_store_key")
        if "lifetime_value_minor" not in snapshot.columns:
            return None
        return lifetimes_of(snapshot, unit=10 ** exponent(tables.manifest.currency))


def lifetimes_of(snapshot: Any, *, unit: int) -> Lifetimes | None:
    """`unit`: minor units in a whole one of the currency."""
    rows = snapshot.filter(snapshot.lifetime_value_minor.notnull())
    value = rows.lifetime_value_minor
    marks = _one(rows, low=value.quantile(LOW), high=value.quantile(HIGH), best=value.quantile(BEST))
    if marks["low"] is None:
        return None
    sums = _one(
        rows,
        customers=rows.count(),
        value_minor=value.sum(),
        later_minor=rows.lifetime_later_minor.sum(),
        past_minor=rows.past_margin_minor.sum(),
        year_spend_minor=rows.expected_spend_365_minor.sum(),
        best_tenth_minor=value.sum(where=value >= marks["best"]),
    )
    return Lifetimes(**sums, classes=_classes(rows, round_amounts(marks["low"], marks["high"], unit=unit)))


def round_amounts(low_minor: float, high_minor: float, *, unit: int) -> list[int]:
    """Amounts of 1, 2, 5, 10 … whole units, the first at `low` or above it, the last at `high` or just above."""
    found: list[int] = []
    size = unit
    while not found or found[-1] < high_minor:
        found += [step * size for step in STEPS]
        size *= 10
    fitting = [amount for amount in found if amount >= low_minor]
    above = sum(amount < high_minor for amount in fitting) + 1
    return fitting[:above]


def _classes(rows: Any, amounts: list[int]) -> list[LifetimeClass]:
    """A class for nothing and less, one between each two amounts, and one from the last on."""
    starts = [1, *(amount for amount in amounts if amount > 1)]
    placed = rows.mutate(place=reduce(add, ((rows.lifetime_value_minor >= start).cast("int64") for start in starts)))
    counted = placed.group_by("place").aggregate(customers=placed.count(), value=placed.lifetime_value_minor.sum())
    found = {row["place"]: row for row in counted.to_pyarrow().to_pylist()}
    bounds = zip([None, *starts], [*(start - 1 for start in starts), None], strict=True)
    return [
        LifetimeClass(first, until, found.get(place, _NOBODY)["customers"], found.get(place, _NOBODY)["value"])
        for place, (first, until) in enumerate(bounds)
        if min(found) <= place <= max(found)
    ]


_NOBODY = {"customers": 0, "value": 0}


def _one(rows: Any, **columns: Any) -> dict[str, Any]:
    (row,) = rows.aggregate(**columns).to_pyarrow().to_pylist()
    return dict(row)
