"""Whether a segment makes sense: every fault in a sentence, none raised, so that a page shows them all."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.actions.segments.fields import Field, Kind
from shuke.actions.segments.parse import NUL
from shuke.actions.segments.text import say_value
from shuke.actions.segments.tree import (
    MOST_CONDITIONS,
    MOST_LEVELS,
    RELATIVE,
    VALUES,
    All,
    Bought,
    Days,
    Has,
    InSegment,
    LatestDays,
    Node,
    Not,
    Operator,
    Some,
    Value,
    conditions_of,
    levels_of,
)

_ORDERED = {Operator.IS, Operator.IN, Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS_UNKNOWN}
OPERATORS: dict[Kind, set[Operator]] = {
    Kind.CHOICE: {Operator.IS, Operator.IN, Operator.IS_UNKNOWN},
    Kind.CODE: _ORDERED,
    Kind.NUMBER: _ORDERED,
    Kind.MONEY: _ORDERED,
    Kind.DAY: _ORDERED | RELATIVE,
    Kind.BIRTHDAY: {Operator.IN_LAST, Operator.IN_NEXT, Operator.IS_UNKNOWN},
    Kind.YES_NO: {Operator.IS},
    Kind.TEXT: {Operator.IS, Operator.IN, Operator.CONTAINS, Operator.IS_UNKNOWN},
}
TYPES: dict[Kind, type] = {
    Kind.CHOICE: str,
    Kind.CODE: Decimal,
    Kind.NUMBER: Decimal,
    Kind.MONEY: Decimal,
    Kind.DAY: date,
    Kind.BIRTHDAY: date,
    Kind.YES_NO: bool,
    Kind.TEXT: str,
}
MOST_DAYS = 36_500
MOST_TIMES = 1_000_000


def faults_of(
    node: Node, *, field_named: Callable[[str], Field | None], segments: Mapping[str, Node], key: str = ""
) -> list[str]:
    """Every fault, in the order of the text.

    Args:
        field_named: the field of a name that the asker may use; None where there is none.
        segments: the trees of the saved segments, by key.
        key: of the segment whose tree this is; empty while it has none.
    """
    faults = [*_size_faults(node), *_group_faults(node)]
    for leaf in conditions_of(node):
        match leaf:
            case Has():
                faults += _field_faults(leaf, field_named(leaf.field))
            case Bought():
                faults += _purchase_faults(leaf)
            case InSegment(named):
                faults += _segment_faults(named, segments=segments, key=key)
    return list(dict.fromkeys(faults))


def _size_faults(node: Node) -> Iterator[str]:
    if levels_of(node) > MOST_LEVELS:
        yield _("This nests deeper than %(levels)s levels.") % {"levels": MOST_LEVELS}
    if len(conditions_of(node)) > MOST_CONDITIONS:
        yield _("A segment has at most %(most)s conditions.") % {"most": MOST_CONDITIONS}


def _group_faults(node: Node) -> Iterator[str]:
    match node:
        case Not(part):
            yield from _group_faults(part)
        case All(parts) | Some(parts):
            if not parts:
                yield _("A group is empty: add a condition to it, or take it away.")
            for part in parts:
                yield from _group_faults(part)


def _field_faults(has: Has, field: Field | None) -> Iterator[str]:
    if field is None:
        yield _("There is no field “%(field)s”; the list of fields shows every name.") % {"field": has.field}
        return
    facts = {"field": has.field, "operator": has.operator.value}
    if has.operator not in OPERATORS[field.kind]:
        yield _("“%(field)s” cannot be asked with “%(operator)s”.") % facts
    elif len(has.values) != (VALUES[has.operator] or max(len(has.values), int(VALUES[has.operator] is None))):
        yield _("“%(field)s %(operator)s” has too few or too many values.") % facts
    elif has.operator in RELATIVE:
        yield from _relative_faults(has)
    elif wrong := [value for value in has.values if not _is_value_of(field, value)]:
        yield _wrong_value(field, wrong[0])
    elif has.operator == Operator.BETWEEN and _is_backwards(has.values):
        yield _("The first value of “%(field)s between” is above the second.") % facts


def _relative_faults(has: Has) -> Iterator[str]:
    (days,) = has.values
    if not isinstance(days, Decimal) or days != days.to_integral_value() or not 1 <= days <= MOST_DAYS:
        said = {"field": has.field, "operator": has.operator.value, "most": MOST_DAYS}
        yield _("“%(field)s %(operator)s” takes a whole number of days, 1 to %(most)s.") % said


def _is_value_of(field: Field, value: Value) -> bool:
    if type(value) is not TYPES[field.kind] or NUL in str(value):
        return False
    if field.kind == Kind.CODE:
        return value in range(1, 6)
    return field.kind != Kind.CHOICE or not field.may_be or value in field.may_be


def _wrong_value(field: Field, value: Value) -> str:
    said = {"field": field.key, "value": say_value(value)}
    match field.kind:
        case Kind.CHOICE if field.may_be:
            said["choices"] = ", ".join(field.may_be)
            return _("“%(field)s” is never “%(value)s”; it is one of %(choices)s.") % said
        case Kind.CODE:
            return _("“%(field)s” is 1 to 5, not “%(value)s”.") % said
        case Kind.NUMBER | Kind.MONEY:
            return _("“%(field)s” is a number, not “%(value)s”.") % said
        case Kind.DAY:
            return _("“%(field)s” is a day such as 2026-01-31, not “%(value)s”.") % said
        case Kind.YES_NO:
            return _("“%(field)s” is yes or no, not “%(value)s”.") % said
        case _:
            return _("“%(field)s” is a text; put “%(value)s” in quotes.") % said


def _is_backwards(values: tuple[Value, ...]) -> bool:
    low, high = values
    return low > high  # type: ignore[operator]  # of one type, which was looked at before


def _purchase_faults(bought: Bought) -> Iterator[str]:
    if bought.thing is not None and not bought.name:
        yield _("Say which product, category or brand was bought.")
    if not 1 <= bought.times <= MOST_TIMES:
        yield _("Somebody buys at least once: write times >= 1 or more.")
    if bought.amount is not None and bought.amount <= 0:
        yield _("The amount of purchases is above 0.")
    match bought.period:
        case LatestDays(days) if not 1 <= days <= MOST_DAYS:
            yield _("The last days are 1 to %(most)s.") % {"most": MOST_DAYS}
        case Days(first, final) if first > final:
            yield _("Purchases between two days: the first day is after the second.")


def _segment_faults(named: str, *, segments: Mapping[str, Node], key: str) -> Iterator[str]:
    if named == key:
        yield _("The segment refers to itself.")
    elif named not in segments:
        yield _("There is no segment “%(key)s”.") % {"key": named}
    elif key in reached_from(named, segments):
        yield _("The segment refers to itself by way of “%(key)s”.") % {"key": named}


def reached_from(key: str, segments: Mapping[str, Node]) -> set[str]:
    """The segments that one asks for, directly and through others."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        tree = segments.get(waiting.pop())
        named = {leaf.key for leaf in conditions_of(tree) if isinstance(leaf, InSegment)} if tree is not None else set()
        waiting += named - found
        found |= named
    return found
