"""Value today × value to come: four classes, and who moved between them (docs/definitions.md, Value class)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuke.records.access.models import Role
from shuke.records.customers.models import ClassPolicy
from shuke.report.words import meaning_of, name_of
from shuke.warehouse.read import ClassesMoney, ClassMoney, Group, Move, Moves
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths

CLASSES = ("platinum", "gold", "iron", "lead")  # best first
UNCLASSED = ""  # no order ever, or none in the window
ORDER = (*CLASSES, UNCLASSED)
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
    profit_minor: int
    profit_share: float | None
    discount_minor: int  # given on what they bought; with the points, what is spent on them
    points: int  # given in the window
    policy: ClassPolicy | None

    @property
    def name(self) -> str:
        return name_of("value_class", self.key)

    @property
    def may_discount(self) -> str:
        """Roles in words; empty: everybody."""
        return _(", ").join(str(Role(role).label) for role in self.policy.may_discount) if self.policy else ""

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
    knows_costs: bool = False  # else profit is spend

    @property
    def ranked(self) -> tuple[ClassBox, ...]:
        return tuple(sorted((box for row in self.boxes for box in row), key=lambda box: CLASSES.index(box.key)))


def quadrant_of(
    groups: Sequence[Group],
    moves: Moves | None,
    money: ClassesMoney | None = None,
    policies: Mapping[str, ClassPolicy] | None = None,
) -> Quadrant:
    by_key = {group.key: group for group in groups}
    classed = [by_key[key] for key in CLASSES if key in by_key]
    whole = _Whole(
        customers=sum(group.customers for group in classed),
        spend_minor=sum(group.spend_minor for group in classed),
        money={each.key: each for each in money.classes} if money else {},
        changed=None if moves is None else [move for move in moves.moves if move.before != move.after],
        policies=policies or {},
    )
    return Quadrant(
        boxes=tuple(tuple(_box(key, by_key.get(key), whole) for key in row) for row in PLACES),
        unclassed=by_key[UNCLASSED].customers if UNCLASSED in by_key else 0,
        before_on=None if moves is None else moves.before_on,
        knows_costs=money is not None and money.knows_costs,
    )


@dataclass(frozen=True)
class _Whole:
    """What every box is measured against."""

    customers: int
    spend_minor: int
    money: Mapping[str, ClassMoney]
    changed: Sequence[Move] | None  # those who moved; None: nothing to compare with
    policies: Mapping[str, ClassPolicy]

    @property
    def profit_minor(self) -> int:
        return sum(self.money[key].profit_minor for key in CLASSES if key in self.money)


def _box(key: str, group: Group | None, whole: _Whole) -> ClassBox:
    here = group.customers if group else 0
    spent = group.spend_minor if group else 0
    money = whole.money.get(key)
    profit, changed = money.profit_minor if money else 0, whole.changed
    return ClassBox(
        key=key,
        customers=here,
        customer_share=here / whole.customers if whole.customers else 0.0,
        spend_minor=spent,
        spend_share=spent / whole.spend_minor if whole.spend_minor else 0.0,
        mean_minor=round(spent / here) if here else None,
        active_share=group.customers_active / here if group and here else None,
        value_at_risk_minor=group.value_at_risk_minor if group else 0,
        came=None if changed is None else sum(move.customers for move in changed if move.after == key),
        left=None if changed is None else sum(move.customers for move in changed if move.before == key),
        profit_minor=profit,
        profit_share=profit / whole.profit_minor if whole.profit_minor > 0 else None,
        discount_minor=money.discount_minor if money else 0,
        points=money.points if money else 0,
        policy=whole.policies.get(key),
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
            _("Profit"),
            _("Share of profit, %"),
            _("Discounts given"),
            _("Points given"),
            _("Value at risk"),
        ],
        [
            (
                name_of("value_class", box.key),
                box.customers,
                hundredths(box.customer_share),
                figures.major(box.spend_minor, currency),
                hundredths(box.spend_share),
                figures.major(box.profit_minor, currency),
                hundredths(box.profit_share),
                figures.major(box.discount_minor, currency),
                box.points,
                figures.major(box.value_at_risk_minor, currency),
            )
            for box in quadrant.ranked
        ],
    )
