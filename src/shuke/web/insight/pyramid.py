"""The pyramid's levels with who rose into them and who fell out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuke.report.words import name_of
from shuke.warehouse.read import Group, Moves
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths

LEVELS = ("vip", "major", "ordinary", "small")  # best first
OUTSIDE = ""  # no purchase in the window: below every level
ORDER = (*LEVELS, OUTSIDE)


@dataclass(frozen=True)
class Level:
    key: str
    customers: int
    customer_share: float  # of those in the pyramid
    spend_minor: int
    spend_share: float
    mean_minor: int | None
    active_share: float | None  # bought within a month
    risen: int | None  # into this level from below; None: nothing to compare with
    fallen: int | None  # out of this level to below

    @property
    def below(self) -> tuple[str, ...]:
        return ORDER[ORDER.index(self.key) + 1 :]


@dataclass(frozen=True)
class Pyramid:
    levels: tuple[Level, ...]  # best first, empty ones too
    customers: int
    outside: int  # without a purchase in the window
    moved: int | None  # all who changed their level
    before_on: date | None


def pyramid_of(groups: Sequence[Group], moves: Moves | None) -> Pyramid:
    by_key = {group.key: group for group in groups}
    inside = [by_key[key] for key in LEVELS if key in by_key]
    customers = sum(group.customers for group in inside)
    spend_minor = sum(group.spend_minor for group in inside)
    crossings = None if moves is None else _crossings(moves)
    return Pyramid(
        levels=tuple(_level(key, by_key.get(key), customers, spend_minor, crossings) for key in LEVELS),
        customers=customers,
        outside=by_key[OUTSIDE].customers if OUTSIDE in by_key else 0,
        moved=None if moves is None else sum(move.customers for move in moves.moves if move.before != move.after),
        before_on=None if moves is None else moves.before_on,
    )


def _level(
    key: str, group: Group | None, customers: int, spend_minor: int, crossings: dict[tuple[str, str], int] | None
) -> Level:
    here = group.customers if group else 0
    spent = group.spend_minor if group else 0
    return Level(
        key=key,
        customers=here,
        customer_share=here / customers if customers else 0.0,
        spend_minor=spent,
        spend_share=spent / spend_minor if spend_minor else 0.0,
        mean_minor=round(spent / here) if here else None,
        active_share=group.customers_active / here if group and here else None,
        risen=None if crossings is None else crossings.get((key, "risen"), 0),
        fallen=None if crossings is None else crossings.get((key, "fallen"), 0),
    )


def _crossings(moves: Moves) -> dict[tuple[str, str], int]:
    """(level, "risen"): who came up into it; (level, "fallen"): who left it downwards."""
    counts: dict[tuple[str, str], int] = {}
    for move in moves.moves:
        before, after = ORDER.index(move.before), ORDER.index(move.after)
        if before == after:
            continue
        crossing = (move.after, "risen") if after < before else (move.before, "fallen")
        counts[crossing] = counts.get(crossing, 0) + move.customers
    return counts


def sheet_of(pyramid: Pyramid, *, currency: str) -> Sheet:
    return Sheet(
        "pyramid",
        [
            _("Level"),
            _("Customers"),
            _("Share of customers, %"),
            _("Spend"),
            _("Share of spend, %"),
            _("Rose"),
            _("Fell"),
        ],
        [
            (
                name_of("pyramid_level", level.key),
                level.customers,
                hundredths(level.customer_share),
                figures.major(level.spend_minor, currency),
                hundredths(level.spend_share),
                level.risen,
                level.fallen,
            )
            for level in pyramid.levels
        ],
    )
