"""Value today × value to come: four classes, and who moved between them (SPEC 7.4, 9.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuke.report.words import meaning_of, name_of
from shuke.warehouse.read import Group, Moves
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths

CLASSES = ("platinum", "gold", "iron", "lead")  # best first
UNCLASSED = ""  # no order ever, or none in the window
# As they lie on the page: value to come upwards, value today to the right.
PLACES = (("iron", "platinum"), ("lead", "gold"))


@dataclass(frozen=True)
class ClassBox:
    key: str
    customers: int
    customer_share: float
    spend_minor: int
    spend_share: float
    mean_minor: int | None
    active_share: float | None
    value_at_risk_minor: int
    came: int | None  # into this class since the earlier day; None: nothing to compare with
    left: int | None

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(key for key in (*CLASSES, UNCLASSED) if key != self.key)

    @property
    def meaning(self) -> str:
        return meaning_of("value_class", self.key)


@dataclass(frozen=True)
class Quadrant:
    boxes: tuple[tuple[ClassBox, ...], ...]  # two rows of two
    unclassed: int
    before_on: date | None

    @property
    def ranked(self) -> tuple[ClassBox, ...]:
        return tuple(sorted((box for row in self.boxes for box in row), key=lambda box: CLASSES.index(box.key)))


def quadrant_of(groups: Sequence[Group], moves: Moves | None) -> Quadrant:
    by_key = {group.key: group for group in groups}
    classed = [by_key[key] for key in CLASSES if key in by_key]
    customers = sum(group.customers for group in classed)
    spend_minor = sum(group.spend_minor for group in classed)
    return Quadrant(
        boxes=tuple(tuple(_box(key, by_key.get(key), customers, spend_minor, moves) for key in row) for row in PLACES),
        unclassed=by_key[UNCLASSED].customers if UNCLASSED in by_key else 0,
        before_on=None if moves is None else moves.before_on,
    )


def _box(key: str, group: Group | None, customers: int, spend_minor: int, moves: Moves | None) -> ClassBox:
    here = group.customers if group else 0
    spent = group.spend_minor if group else 0
    changed = [] if moves is None else [move for move in moves.moves if move.before != move.after]
    return ClassBox(
        key=key,
        customers=here,
        customer_share=here / customers if customers else 0.0,
        spend_minor=spent,
        spend_share=spent / spend_minor if spend_minor else 0.0,
        mean_minor=round(spent / here) if here else None,
        active_share=group.customers_active / here if group and here else None,
        value_at_risk_minor=group.value_at_risk_minor if group else 0,
        came=None if moves is None else sum(move.customers for move in changed if move.after == key),
        left=None if moves is None else sum(move.customers for move in changed if move.before == key),
    )


def sheet_of(quadrant: Quadrant, *, currency: str) -> Sheet:
    return Sheet(
        "value-quadrant",
        [
            _("Class"),
            _("Customers"),
            _("Share of customers, %"),
            _("Spend"),
            _("Share of spend, %"),
            _("Value at risk"),
        ],
        [
            (
                name_of("value_class", box.key),
                box.customers,
                hundredths(box.customer_share),
                figures.major(box.spend_minor, currency),
                hundredths(box.spend_share),
                figures.major(box.value_at_risk_minor, currency),
            )
            for box in quadrant.ranked
        ],
    )
