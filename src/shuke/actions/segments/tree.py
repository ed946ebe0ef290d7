"""A segment as a tree of typed conditions. Plain frozen values: they are compared, hashed and kept as JSON.

Values say their own type: a number is a Decimal, a day a date, yes or no a bool, everything else text.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shuke.lib.errors import ShukeError

Value = str | Decimal | date | bool

# Deeper or longer is a mistake or an attack; people lose the thread at three levels.
MOST_LEVELS = 12
MOST_CONDITIONS = 200


class UnreadableSegment(ShukeError):
    """A text or a document that is no segment. The message says where it stops making sense."""


class Operator(StrEnum):
    IS = "="
    IN = "in"
    AT_LEAST = ">="
    AT_MOST = "<="
    BETWEEN = "between"  # both ends included
    CONTAINS = "contains"  # text, whatever the case of its letters
    IS_UNKNOWN = "is unknown"
    IN_LAST = "in last"  # so many days, the day on which it is asked included
    BEFORE_LAST = "before last"
    IN_NEXT = "in next"


# How many values each takes; None: one or more.
VALUES: dict[Operator, int | None] = {
    Operator.IS: 1,
    Operator.IN: None,
    Operator.AT_LEAST: 1,
    Operator.AT_MOST: 1,
    Operator.BETWEEN: 2,
    Operator.CONTAINS: 1,
    Operator.IS_UNKNOWN: 0,
    Operator.IN_LAST: 1,
    Operator.BEFORE_LAST: 1,
    Operator.IN_NEXT: 1,
}
# Their value is a number of days, whatever the field.
RELATIVE = frozenset({Operator.IN_LAST, Operator.BEFORE_LAST, Operator.IN_NEXT})


@dataclass(frozen=True)
class Has:
    """A field compared with values: `orders >= 5`, `gender in (female, male)`, `preference.seat = window`."""

    field: str
    operator: Operator
    values: tuple[Value, ...] = ()


class Thing(StrEnum):
    PRODUCT = "product"  # by its code
    CATEGORY = "category"  # by its path, with everything below it
    BRAND = "brand"


@dataclass(frozen=True)
class LatestDays:
    """The `days` days that end with the day of the data, which is one of them."""

    days: int


@dataclass(frozen=True)
class Days:
    first: date
    final: date  # included


@dataclass(frozen=True)
class Bought:
    """Purchases of a thing, or of anything: at least `times` orders with it, for at least `amount` together."""

    thing: Thing | None = None
    name: str = ""  # of the thing
    times: int = 1
    amount: Decimal | None = None  # net of discounts and returns, in the reporting currency
    period: LatestDays | Days | None = None  # None: ever


@dataclass(frozen=True)
class InSegment:
    key: str  # of a saved segment


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    """At least one of its parts holds."""

    parts: tuple["Node", ...]


Condition = Has | Bought | InSegment
Node = Condition | Not | All | Some


def conditions_of(node: Node) -> list[Condition]:
    """The leaves, from left to right."""
    match node:
        case Not(part):
            return conditions_of(part)
        case All(parts) | Some(parts):
            return [leaf for part in parts for leaf in conditions_of(part)]
        case _:
            return [node]


def levels_of(node: Node) -> int:
    match node:
        case Not(part):
            return 1 + levels_of(part)
        case All(parts) | Some(parts):
            return 1 + max((levels_of(part) for part in parts), default=0)
        case _:
            return 1
