"""The stages: how many are in each, from where to where they went, and how it was month by month (SPEC 7.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuke.warehouse.read import Move, Moves, Volume

STAGES = ("potential", "new", "forming", "stable", "declining", "lost")
NEWCOMER = ""  # not known at the earlier day
# How good it is to be there; a move to a higher figure is a move for the better.
_STANDING = {"lost": 0, "declining": 1, "potential": 2, "new": 3, "forming": 4, "stable": 5}

Tone = Literal["same", "good", "bad", "new"]


@dataclass(frozen=True)
class Cell:
    before: str
    after: str
    customers: int
    share: float | None  # of the row; None for newcomers
    tone: Tone


@dataclass(frozen=True)
class Row:
    before: str
    customers: int
    cells: tuple[Cell, ...]  # one per stage, in their order


@dataclass(frozen=True)
class Total:
    stage: str
    customers: int
    change: int | None
    better: Literal["up", "down", "neither"]  # which direction would be good news
    months: tuple[int, ...]


@dataclass(frozen=True)
class Matrix:
    before_on: date
    rows: tuple[Row, ...]


def matrix_of(moves: Moves) -> Matrix:
    """Earlier stage down, today's across; newcomers are the last row, left out when there is none."""
    counts = {(move.before, move.after): move.customers for move in moves.moves}
    rows = [_row(before, counts) for before in (*STAGES, NEWCOMER)]
    return Matrix(before_on=moves.before_on, rows=tuple(row for row in rows if row.customers or row.before != NEWCOMER))


def _row(before: str, counts: dict[tuple[str, str], int]) -> Row:
    customers = sum(counts.get((before, after), 0) for after in STAGES)
    return Row(
        before=before,
        customers=customers,
        cells=tuple(_cell(before, after, counts.get((before, after), 0), customers) for after in STAGES),
    )


def _cell(before: str, after: str, customers: int, of: int) -> Cell:
    if before == NEWCOMER:
        return Cell(before, after, customers, share=None, tone="new")
    return Cell(before, after, customers, share=customers / of if of else None, tone=tone_of(before, after))


def tone_of(before: str, after: str) -> Tone:
    if before == NEWCOMER:
        return "new"
    if before == after:
        return "same"
    return "good" if _STANDING[after] > _STANDING[before] else "bad"


def totals_of(volumes: Sequence[Volume]) -> tuple[Total, ...]:
    """Today's count of every stage, the change since the month before, and the months behind it."""
    days = sorted({volume.day for volume in volumes})
    counts = {(volume.day, volume.key): volume.customers for volume in volumes}
    totals = []
    for stage in STAGES:
        months = tuple(counts.get((day, stage), 0) for day in days)
        totals.append(
            Total(
                stage=stage,
                customers=months[-1] if months else 0,
                change=months[-1] - months[-2] if len(months) > 1 else None,
                better=_better(stage),
                months=months,
            )
        )
    return tuple(totals)


def _better(stage: str) -> Literal["up", "down", "neither"]:
    if stage == "stable":
        return "up"
    return "down" if stage in ("declining", "lost") else "neither"


def largest_worsening(moves: Moves) -> Move | None:
    """The move for the worse that most customers made: what the page opens with."""
    worse = [move for move in moves.moves if tone_of(move.before, move.after) == "bad" and move.customers]
    return max(worse, key=lambda move: move.customers, default=None)
