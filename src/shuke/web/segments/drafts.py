"""A segment as the form holds it: complete or not, in the words people typed. It becomes a tree and comes from one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from shuke.actions.segments.checks import TYPES
from shuke.actions.segments.fields import Field, Kind
from shuke.actions.segments.tree import (
    RELATIVE,
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
    Thing,
    Value,
)

BOUGHT, SEGMENT = "bought", "segment"  # what stands for a field where none is asked
NOT = "not "  # begins how a condition is asked when it must not hold
LISTS = (Operator.IS, Operator.IN)


class Join(StrEnum):
    ALL = "all"
    SOME = "some"
    NONE = "none"
    NOT_ALL = "not_all"


class Period(StrEnum):
    EVER = ""
    LATEST = "latest"
    BETWEEN = "between"


@dataclass(frozen=True)
class Line:
    field: str = ""  # empty: not chosen yet
    how: str = ""  # an operator, with NOT before it
    values: tuple[str, ...] = ()  # of a list several in one, with commas
    thing: str = ""  # bought; empty: anything
    name: str = ""
    times: str = ""
    amount: str = ""
    period: str = ""
    days: str = ""
    first: str = ""
    final: str = ""


@dataclass(frozen=True)
class Group:
    join: Join = Join.ALL
    parts: tuple["Line | Group", ...] = ()


class Incomplete(Exception):
    """A line that says too little, or something that is no value of its field."""


FieldNamed = Callable[[str], Field | None]


@dataclass(frozen=True)
class Meant:
    tree: Node | None  # of the complete lines; None where there is none
    incomplete: int  # lines


def meant_by(group: Group, *, field_named: FieldNamed) -> Meant:
    lines = 0

    def of(part: Line | Group) -> Node | None:
        nonlocal lines
        if isinstance(part, Group):
            found = [node for node in map(of, part.parts) if node is not None]
            return _joined(part.join, tuple(found)) if found else None
        try:
            return node_of(part, field_named=field_named)
        except Incomplete:
            lines += 1
            return None

    return Meant(of(group), lines)


def _joined(join: Join, parts: tuple[Node, ...]) -> Node:
    is_some = join in (Join.SOME, Join.NONE)
    node = parts[0] if len(parts) == 1 else Some(parts) if is_some else All(parts)
    return Not(node) if join in (Join.NONE, Join.NOT_ALL) else node


def node_of(line: Line, *, field_named: FieldNamed) -> Node:
    """Raises Incomplete."""
    node = _condition(replace(line, how=line.how.removeprefix(NOT)), field_named)
    return Not(node) if line.how.startswith(NOT) else node


def _condition(line: Line, field_named: FieldNamed) -> Node:
    if line.field == BOUGHT:
        return _purchases(line)
    if line.field == SEGMENT:
        if not line.values or not line.values[0]:
            raise Incomplete
        return InSegment(line.values[0])
    field = field_named(line.field)
    if field is None or not line.how:
        raise Incomplete
    if field.kind == Kind.YES_NO:
        return Has(field.key, Operator.IS, (line.how == "yes",))
    operator = Operator(line.how)
    if operator == Operator.IS_UNKNOWN:
        return Has(field.key, operator)
    said = [part.strip() for value in line.values for part in (_split(value, field) if operator in LISTS else [value])]
    values = tuple(_number(part) if operator in RELATIVE else _value(part, field) for part in said if part)
    if not values or (operator == Operator.BETWEEN and len(values) != 2):
        raise Incomplete
    return Has(field.key, _operator(operator, len(values)), values)


def _split(value: str, field: Field) -> list[str]:
    """People write several in one box; ticked choices come one by one and may hold commas."""
    return [value] if field.kind == Kind.CHOICE else value.replace("，", ",").split(",")


def _operator(operator: Operator, values: int) -> Operator:
    return operator if operator not in LISTS else Operator.IS if values == 1 else Operator.IN


def _value(said: str, field: Field) -> Value:
    try:
        if TYPES[field.kind] is Decimal:
            return _number(said)
        return date.fromisoformat(said) if TYPES[field.kind] is date else said
    except ValueError:
        raise Incomplete from None


def _number(said: str) -> Decimal:
    try:
        number = Decimal(said.replace(",", "").strip())
    except InvalidOperation:
        raise Incomplete from None
    if not number.is_finite():
        raise Incomplete
    return number


def _purchases(line: Line) -> Bought:
    thing = Thing(line.thing) if line.thing else None
    if thing is not None and not line.name.strip():
        raise Incomplete
    times = _number(line.times) if line.times.strip() else Decimal(1)
    if times != times.to_integral_value() or abs(times) > 10**9:
        raise Incomplete
    amount = _number(line.amount) if line.amount.strip() else None
    return Bought(thing, line.name.strip() if thing else "", int(times), amount, _period(line))


def _period(line: Line) -> LatestDays | Days | None:
    if line.period == Period.LATEST:
        days = _number(line.days)
        if days != days.to_integral_value() or abs(days) > 10**9:
            raise Incomplete
        return LatestDays(int(days))
    if line.period == Period.BETWEEN:
        try:
            return Days(date.fromisoformat(line.first), date.fromisoformat(line.final))
        except ValueError:
            raise Incomplete from None
    return None


def draft_of(node: Node) -> Group:
    """The form of a tree: its top is a group, also of one condition."""
    drawn = _drawn(node)
    return drawn if isinstance(drawn, Group) else Group(parts=(drawn,))


def _drawn(node: Node) -> Line | Group:
    match node:
        case All(parts):
            return Group(Join.ALL, tuple(map(_drawn, parts)))
        case Some(parts):
            return Group(Join.SOME, tuple(map(_drawn, parts)))
        case Not(Not(part)):
            return _drawn(part)
        case Not(All(parts)):
            return Group(Join.NOT_ALL, tuple(map(_drawn, parts)))
        case Not(Some(parts)):
            return Group(Join.NONE, tuple(map(_drawn, parts)))
        case Not(part):
            line = _drawn(part)
            assert isinstance(line, Line)
            return replace(line, how=f"{NOT}{line.how}")
        case InSegment(key):
            return Line(field=SEGMENT, how=Operator.IN, values=(key,))
        case Has(field, Operator.IS, (bool(yes),)):
            return Line(field=field, how="yes" if yes else "no")
        case Has(field, Operator.IS, (str(said),)):
            return Line(field=field, how=Operator.IN, values=(said,))
        case Has(field, operator, values):
            return Line(field=field, how=operator, values=tuple(map(_said, values)))
        case Bought():
            return _bought(node)


def _said(value: Value) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _bought(bought: Bought) -> Line:
    line = Line(
        field=BOUGHT,
        how=BOUGHT,
        thing=bought.thing or "",
        name=bought.name,
        times=str(bought.times) if bought.times != 1 else "",
        amount="" if bought.amount is None else _said(bought.amount),
    )
    match bought.period:
        case LatestDays(days):
            return replace(line, period=Period.LATEST, days=str(days))
        case Days(first, final):
            return replace(line, period=Period.BETWEEN, first=str(first), final=str(final))
        case None:
            return line
