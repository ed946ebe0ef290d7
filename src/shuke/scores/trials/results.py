"""What a counted cell table says: rates with intervals, which cells pay, what that should bring and what it brought."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.db.models import QuerySet

from shuke.analytics.response import breakeven, rates, rollout
from shuke.analytics.response.breakeven import Terms
from shuke.analytics.response.rollout import Forecast
from shuke.analytics.response.shrinkage import ShrunkRates
from shuke.scores.trials.models import CellTable

# Fewer answers than this, and hardly a cell can be told from another.
FEW_ANSWERS = 30


@dataclass(frozen=True)
class CellRow:
    """One cell. Rates are shares; amounts are in the unit of the costs."""

    cell: str  # "555": codes of recency, frequency, money
    customers: int
    pieces: int  # tested
    responses: int
    rate: float | None  # measured; None where nobody was tested
    lower: float
    upper: float
    shrunk_rate: float  # as far as the other cells tell it
    shrunk_lower: float
    shrunk_upper: float
    chance_above: float  # that the true rate lies above break-even
    index: float | None  # of the shrunk rate: 0 breaks even; None where a piece costs nothing
    is_chosen: bool
    to_mail: int  # customers not tested; all of them where everybody was
    expected_profit: float
    later: int  # of those to mail: who answered the roll-out
    actual_profit: float | None  # None before the roll-out, and where the cell was not chosen for it


@dataclass(frozen=True)
class CellResults:
    breakeven_rate: float
    customers: int
    pieces: int
    responses: int
    rate: float
    lower: float
    upper: float
    alike_pieces: float  # a cell tested with so many is drawn half-way to the mean of all
    rows: tuple[CellRow, ...]  # best rate first
    forecast: Forecast | None  # of the chosen cells; None where none is
    actual_profit: float | None  # of the chosen cells; None before the roll-out

    @property
    def chosen(self) -> list[CellRow]:
        return [row for row in self.rows if row.is_chosen]

    @property
    def is_thin(self) -> bool:
        return self.responses < FEW_ANSWERS


def counted_tables() -> QuerySet[CellTable]:
    return CellTable.objects.exclude(cells=[])


def results_of(table: CellTable) -> CellResults | None:
    """None before the table was counted."""
    if not table.cells:
        return None
    terms = Terms(cost_per_piece=table.cost_per_piece, net_revenue_per_sale=table.net_revenue_per_sale)
    is_rolled_out = table.rolled_out_on is not None
    mailed = table.chosen if is_rolled_out else ()
    return results_of_cells(table.cells, terms=terms, step=table.step, is_rolled_out=is_rolled_out, mailed=mailed)


def results_of_cells(
    counted: list[dict[str, Any]], *, terms: Terms, step: int, is_rolled_out: bool = False, mailed: Collection[str] = ()
) -> CellResults:
    """What cells say that were counted anywhere: `cell, customers, pieces, responses, later` each.

    `is_rolled_out`: those to mail in the chosen cells were, and `later` of them answered. `mailed`: cells that were
    chosen then and stay so, whoever answers the test after; empty: those that pay by now.

    Raises BadTable where no piece was sent at all.
    """
    cells = pd.DataFrame(counted).set_index("cell")
    tested = ShrunkRates().fit(cells)
    shrunk = tested.rates(breakeven_rate=terms.breakeven_rate)
    to_mail = _to_mail(cells, step=step)
    choice = rollout.choose(shrunk, to_mail, terms=terms)
    if mailed:
        choice["is_chosen"] = choice.index.isin(mailed)
    rows = _rows(cells, rates.wilson(cells), shrunk, choice, terms=terms, is_rolled_out=is_rolled_out)
    whole = pd.DataFrame({name: [int(cells[name].sum())] for name in ("pieces", "responses")})
    overall = rates.wilson(whole).iloc[0]
    chosen = choice.index[choice["is_chosen"]]
    return CellResults(
        breakeven_rate=terms.breakeven_rate,
        customers=int(cells["customers"].sum()),
        pieces=int(whole["pieces"].iloc[0]),
        responses=int(whole["responses"].iloc[0]),
        rate=float(overall["rate"]),
        lower=float(overall["lower"]),
        upper=float(overall["upper"]),
        alike_pieces=tested.concentration_,
        rows=rows,
        forecast=rollout.forecast(tested, to_mail[chosen], terms=terms) if len(chosen) else None,
        actual_profit=_sum([row.actual_profit for row in rows]),
    )


def chosen_cells(table: CellTable) -> list[str]:
    """Cells expected above break-even; those that were mailed, once some were."""
    found = results_of(table)
    return sorted(row.cell for row in found.chosen) if found else []


def _to_mail(cells: pd.DataFrame, *, step: int) -> "pd.Series[int]":
    everybody: pd.Series[int] = cells["customers"]
    return everybody if step == 1 else everybody - cells["pieces"]


def _rows(
    cells: pd.DataFrame,
    measured: pd.DataFrame,
    shrunk: pd.DataFrame,
    choice: pd.DataFrame,
    *,
    terms: Terms,
    is_rolled_out: bool,
) -> tuple[CellRow, ...]:
    told = (
        choice[["pieces", "expected_profit", "is_chosen"]]
        .rename(columns={"pieces": "to_mail"})
        .join(shrunk.add_prefix("shrunk_"))
        .join(cells[["customers", "pieces", "responses", "later"]])
        .join(measured)
    )
    return tuple(_row(str(cell), told.loc[cell].to_dict(), terms, is_rolled_out) for cell in told.index)


def _row(cell: str, told: dict[Any, Any], terms: Terms, is_rolled_out: bool) -> CellRow:
    rate, pays = float(told["shrunk_rate"]), terms.breakeven_rate
    to_mail, later = int(told["to_mail"]), int(told["later"])
    was_mailed = is_rolled_out and bool(told["is_chosen"])
    return CellRow(
        cell=cell,
        customers=int(told["customers"]),
        pieces=int(told["pieces"]),
        responses=int(told["responses"]),
        rate=None if pd.isna(told["rate"]) else float(told["rate"]),
        lower=float(told["lower"]),
        upper=float(told["upper"]),
        shrunk_rate=rate,
        shrunk_lower=float(told["shrunk_lower"]),
        shrunk_upper=float(told["shrunk_upper"]),
        chance_above=float(told["shrunk_probability_above"]),
        index=breakeven.index(rate, breakeven_rate=pays) if pays > 0 else None,
        is_chosen=bool(told["is_chosen"]),
        to_mail=to_mail,
        expected_profit=float(told["expected_profit"]),
        later=later,
        actual_profit=terms.profit(float(to_mail), float(later)) if was_mailed else None,
    )


def _sum(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
