"""How likely customers are to leave, against what they would bring: the board of who is leaving."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from shuke.lib.money import exponent
from shuke.warehouse.read.shapes import StoreIds
from shuke.warehouse.read.state import in_stores, kept, scored_tables

RISKS = (0.05, 0.15, 0.30)  # bands of the churn probability begin here
PLACES = (0.50, 0.80, 0.95)  # quantiles at which bands of value begin, before rounding
FORETOLD, COUNTED = "staying_spend_minor", "spend_minor"  # a year's spend: should they stay, or as the window had it


@dataclass(frozen=True)
class RiskCell:
    risk: int  # place of the band, 0 is the least likely to leave
    worth: int  # place of the band of value, 0 is the least
    customers: int
    at_risk_minor: int


@dataclass(frozen=True)
class LeavingBoard:
    """Customers with a churn probability; those without stand beside."""

    worth_column: str  # FORETOLD or COUNTED
    worth_from_minor: tuple[int, ...]  # where bands of value begin, but the first
    cells: list[RiskCell]
    unknown: int  # with orders, but too little to say


@kept
def leaving_board(*, as_of: date | None = None, stores: StoreIds = None) -> LeavingBoard:
    with scored_tables(as_of) as (tables, snapshots, day):
        snapshot = in_stores(snapshots.needed(tables, day), stores, key="home_store_key")
        return board_of(snapshot, unit=10 ** exponent(tables.manifest.currency))


def board_of(snapshot: Any, *, unit: int) -> LeavingBoard:
    """`unit`: minor units in a whole one of the currency."""
    buyers = snapshot.filter(snapshot.total_orders > 0)
    rows = buyers.filter(buyers.churn_probability.notnull())
    is_foretold = FORETOLD in rows.columns and rows[FORETOLD].notnull().sum().to_pyarrow().as_py()
    column = FORETOLD if is_foretold else COUNTED
    starts = _starts(rows[column], unit=unit)
    placed = rows.mutate(
        risk=reduce(add, ((rows.churn_probability >= start).cast("int64") for start in RISKS)),
        worth=reduce(add, ((rows[column].fill_null(0) >= start).cast("int64") for start in starts)),
    )
    counted = placed.group_by("risk", "worth").aggregate(
        customers=placed.count(), at_risk_minor=placed.value_at_risk_minor.sum().fill_null(0)
    )
    cells = [RiskCell(**row) for row in counted.order_by("risk", "worth").to_pyarrow().to_pylist()]
    unknown = buyers.count().to_pyarrow().as_py() - sum(cell.customers for cell in cells)
    return LeavingBoard(column, starts, cells, unknown)


def _starts(worth: Any, *, unit: int) -> tuple[int, ...]:
    """Round amounts near the quantiles, each above the one before."""
    found: list[int] = []
    for place in PLACES:
        amount = worth.quantile(place).to_pyarrow().as_py()
        least = found[-1] + unit if found else unit
        found.append(max(_round(amount or 0.0, unit=unit), least))
    return tuple(found)


def _round(amount: float, *, unit: int) -> int:
    """To two figures, whole units at least."""
    whole = round(amount / unit)
    size: int = 10 ** max(len(str(abs(whole))) - 2, 0)
    return round(whole / size) * size * unit
