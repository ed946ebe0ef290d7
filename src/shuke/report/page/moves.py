"""From which stage to which since a month before, and how many stand where (SPEC 7.5)."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from django.utils.translation import gettext as _

from shuke.report.page.numbers import count, percent
from shuke.report.words import keys_of, name_of

STAGES = tuple(stage for stage in keys_of("stage") if stage != "potential")
# How good it is to stand there: a move to a higher figure is a move for the better.
STANDING = {"lost": 0, "declining": 1, "new": 2, "forming": 3, "stable": 4}

Tone = Literal["same", "good", "bad", "new"]


@dataclass(frozen=True)
class MoveCell:
    customers: str
    share: str  # of the row; empty for arrivals
    tone: Tone


@dataclass(frozen=True)
class MoveRow:
    name: str
    customers: str
    cells: list[MoveCell | None]  # None: nobody


@dataclass(frozen=True)
class StageTotal:
    name: str
    customers: str
    change: int
    change_text: str
    is_good: bool
    customer_share: str
    spend_share: str


@dataclass(frozen=True)
class Moves:
    stages: list[str]
    rows: list[MoveRow]
    totals: list[StageTotal]


def moves_of(customers: pd.DataFrame) -> Moves:
    """`customers` carries `stage` and `stage_before` (null: no order by then)."""
    before = customers["stage_before"].fillna("")
    counts = pd.crosstab(before, customers["stage"]).reindex(index=[*STAGES, ""], columns=list(STAGES), fill_value=0)
    moved: dict[str, dict[str, int]] = counts.to_dict("index")  # type: ignore[assignment]
    rows = [_row(stage, moved[stage]) for stage in [*STAGES, ""] if any(moved[stage].values())]
    totals = [_total(customers, stage, then=sum(moved[stage].values())) for stage in STAGES]
    return Moves([name_of("stage", stage) for stage in STAGES], rows, totals)


def _row(before: str, counts: dict[str, int]) -> MoveRow:
    total = sum(counts.values())
    cells = [_cell(before, after, counts[after], total) for after in STAGES]
    return MoveRow(name_of("stage", before) if before else _("New arrivals"), count(total), cells)


def _cell(before: str, after: str, customers: int, total: int) -> MoveCell | None:
    if not customers:
        return None
    return MoveCell(count(customers), percent(customers / total) if before else "", _tone(before, after))


def _tone(before: str, after: str) -> Tone:
    if not before:
        return "new"
    step = STANDING[after] - STANDING[before]
    return "same" if step == 0 else "good" if step > 0 else "bad"


def _total(customers: pd.DataFrame, stage: str, *, then: int) -> StageTotal:
    is_here = customers["stage"] == stage
    spend = customers["spend"].clip(lower=0)
    now = int(is_here.sum())
    return StageTotal(
        name=name_of("stage", stage),
        customers=count(now),
        change=now - then,
        change_text=count(abs(now - then)),
        is_good=(now > then) == (stage not in {"declining", "lost"}),
        customer_share=percent(now / len(customers)),
        spend_share=percent(float(spend[is_here].sum()) / float(spend.sum())) if spend.any() else percent(None),
    )
