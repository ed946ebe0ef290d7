"""From which stage to which since a month before, and how many stand where (docs/definitions.md, Stages)."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext as _

from shuke.report.page.numbers import count, percent
from shuke.report.page.stages import NEWCOMER, STAGES, Cell, Row, Tone, Way, better_way, rows_of
from shuke.report.words import name_of

SHOWN = tuple(stage for stage in STAGES if stage != "potential")  # a file of sales knows nobody without an order


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
    hue: str  # better, worse or same: whether the change is good news
    customer_share: str
    spend_share: str


@dataclass(frozen=True)
class Moves:
    stages: list[str]
    rows: list[MoveRow]
    totals: list[StageTotal]


def moves_of(customers: pd.DataFrame) -> Moves:
    """`customers` carries `stage` and `stage_before` (null: no order by then)."""
    counts = Counter(zip(customers["stage_before"].fillna(NEWCOMER), customers["stage"], strict=True))
    rows = rows_of(counts, stages=SHOWN)
    then = {row.before: row.customers for row in rows}
    totals = [_total(customers, stage, then=then.get(stage, 0)) for stage in SHOWN]
    return Moves([name_of("stage", stage) for stage in SHOWN], [_in_words(row) for row in rows], totals)


def _in_words(row: Row) -> MoveRow:
    name = name_of("stage", row.before) if row.before else _("New arrivals")
    return MoveRow(name, count(row.customers), [_cell(cell) if cell.customers else None for cell in row.cells])


def _cell(cell: Cell) -> MoveCell:
    return MoveCell(count(cell.customers), "" if cell.share is None else percent(cell.share), cell.tone)


def _total(customers: pd.DataFrame, stage: str, *, then: int) -> StageTotal:
    is_here = customers["stage"] == stage
    spend = customers["spend"].clip(lower=0)
    now = int(is_here.sum())
    return StageTotal(
        name=name_of("stage", stage),
        customers=count(now),
        change=now - then,
        change_text=count(abs(now - then)),
        hue=_hue(now - then, better_way(stage)),
        customer_share=percent(now / len(customers)),
        spend_share=percent(float(spend[is_here].sum()) / float(spend.sum())) if spend.any() else percent(None),
    )


def _hue(change: int, better: Way) -> str:
    if not change or better == "neither":
        return "same"
    return "better" if (change > 0) == (better == "up") else "worse"
