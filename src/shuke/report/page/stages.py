"""From stage to stage: who stood where at an earlier day, where they stand now, and whether that is for the better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

STAGES = ("potential", "new", "forming", "stable", "declining", "lost")
NEWCOMER = ""  # not known at the earlier day
# How good it is to be there; a move to a higher figure is a move for the better.
_STANDING = {"lost": 0, "declining": 1, "potential": 2, "new": 3, "forming": 4, "stable": 5}

Tone = Literal["same", "good", "bad", "new"]
Way = Literal["up", "down", "neither"]


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


def rows_of(counts: Mapping[tuple[str, str], int], *, stages: Sequence[str] = STAGES) -> tuple[Row, ...]:
    """Earlier stage down, today's across; newcomers are the last row; rows of nobody are left out."""
    rows = (_row(before, counts, stages) for before in (*stages, NEWCOMER))
    return tuple(row for row in rows if row.customers)


def _row(before: str, counts: Mapping[tuple[str, str], int], stages: Sequence[str]) -> Row:
    customers = sum(counts.get((before, after), 0) for after in stages)
    cells = tuple(_cell(before, after, counts.get((before, after), 0), customers) for after in stages)
    return Row(before, customers, cells)


def _cell(before: str, after: str, customers: int, of: int) -> Cell:
    share = customers / of if of and before != NEWCOMER else None
    return Cell(before, after, customers, share, tone_of(before, after))


def tone_of(before: str, after: str) -> Tone:
    if before == NEWCOMER:
        return "new"
    if before == after:
        return "same"
    return "good" if _STANDING[after] > _STANDING[before] else "bad"


def better_way(stage: str) -> Way:
    """Whether more customers in a stage, or fewer, are good news."""
    if stage == "stable":
        return "up"
    return "down" if stage in ("declining", "lost") else "neither"
