"""The stages: how many are in each, from where to where they went, and how it was month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuke.report.page.stages import STAGES, Row, Way, better_way, rows_of, tone_of
from shuke.report.words import name_of
from shuke.warehouse.read import Move, Moves, Volume
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet

# A stage keeps its hue on every chart.
_HUES = {
    "new": "--sk-chart-4",
    "forming": "--sk-chart-3",
    "stable": "--sk-chart-1",
    "declining": "--sk-risk-high-fill",
    "lost": "--sk-chart-muted",
}


@dataclass(frozen=True)
class Total:
    stage: str
    customers: int
    change: int | None
    better: Way  # which direction would be good news
    months: tuple[int, ...]

    @property
    def falls(self) -> bool:
        """Whether the latest change is bad news."""
        return bool(self.change) and self.better == ("down" if (self.change or 0) > 0 else "up")


@dataclass(frozen=True)
class Matrix:
    before_on: date
    rows: tuple[Row, ...]


def matrix_of(moves: Moves) -> Matrix:
    """Earlier stage down, today's across; newcomers are the last row; rows of nobody are left out."""
    counts = {(move.before, move.after): move.customers for move in moves.moves}
    return Matrix(before_on=moves.before_on, rows=rows_of(counts))


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
                better=better_way(stage),
                months=months,
            )
        )
    return tuple(totals)


def turned_better(moves: Moves) -> tuple[Move, ...]:
    """Who came back from declining or lost, most customers first."""
    back = [
        move
        for move in moves.moves
        if move.before in ("declining", "lost") and move.after in ("forming", "stable") and move.customers
    ]
    return tuple(sorted(back, key=lambda move: -move.customers))


def chosen_move(query: Mapping[str, str], moves: Moves | None) -> Move | None:
    """The cell named in the address, else the one that went most wrong."""
    if moves is None:
        return None
    before, after = query.get("before", ""), query.get("after", "")
    found = next((move for move in moves.moves if (move.before, move.after) == (before, after) and after), None)
    return found or largest_worsening(moves)


def volume_chart(volumes: Sequence[Volume]) -> Chart:
    """Customers in each stage at the month's ends; those who never bought are left out, they dwarf the rest."""
    totals = [total for total in totals_of(volumes) if total.stage != "potential"]
    days = sorted({volume.day for volume in volumes})
    names = [name_of("stage", total.stage) for total in totals]
    return Chart(
        sheet=Sheet(
            "stages",
            [_("Month"), *names],
            [(day.isoformat(), *(total.months[place] for total in totals)) for place, day in enumerate(days)],
        ),
        kind="stages",
        title=_("Customers in each stage, month by month"),
        data={
            "names": [figures.month(day) for day in days],
            "series": [
                {"name": name, "values": total.months, "token": _HUES[total.stage]}
                for name, total in zip(names, totals, strict=True)
            ],
        },
        size="high",
    )


def largest_worsening(moves: Moves) -> Move | None:
    """The move for the worse that most customers made: what the page opens with."""
    worse = [move for move in moves.moves if tone_of(move.before, move.after) == "bad" and move.customers]
    return max(worse, key=lambda move: move.customers, default=None)


def sheet_of(matrix: Matrix) -> Sheet:
    names = [name_of("stage", stage) for stage in STAGES]
    return Sheet(
        "stage-moves",
        [_("From"), *names],
        [
            (name_of("stage", row.before) if row.before else _("Newcomers"), *(cell.customers for cell in row.cells))
            for row in matrix.rows
        ],
    )
