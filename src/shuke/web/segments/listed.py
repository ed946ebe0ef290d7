"""The customer list's filters as a segment: what both ask for under one name becomes a tree."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from shuke.actions.segments.fields import FIELDS, Field, Kind
from shuke.actions.segments.tree import All, Has, InSegment, Node, Not, Operator, Some, Value
from shuke.web.customers.filters.kinds import NONE, SEPARATOR
from shuke.web.customers.state import State

# Filters whose values are rows' numbers: what a segment says instead.
Named = Callable[[str, list[str]], list[str]]


def tree_of(state: State, *, named: Named) -> Node | None:
    """The tree that a list's filters mean; None where it is narrowed by something that no segment asks for.

    Args:
        named: the codes or names, as segments say them, of a filter's rows.
    """
    if state.q or not state.filters:
        return None
    parts = [_node(key, value, named=named) for key, value in state.filters]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else All(tuple(known))


def _node(key: str, value: str, *, named: Named) -> Node | None:
    said = [part for part in value.split(",") if part]
    if key == "segment":
        return None if NONE in said else _some([InSegment(each) for each in named(key, said)])
    field = FIELDS.get(key)
    if field is None:
        return None
    try:
        return _condition(field, value, said, named)
    except (InvalidOperation, ValueError):
        return None


def _condition(field: Field, value: str, said: list[str], named: Named) -> Node:
    match field.kind:
        case Kind.YES_NO:
            return Has(field.key, Operator.IS, (value == "yes",))
        case Kind.TEXT:
            return Has(field.key, Operator.CONTAINS, (value,))
        case Kind.CHOICE | Kind.CODE:
            return _among(field, said, named)
        case Kind.NUMBER if SEPARATOR not in value:
            return _among(field, said, named)
        case _:
            return _between(field, value)


def _among(field: Field, said: list[str], named: Named) -> Node:
    found: list[Node] = [Has(field.key, Operator.IS_UNKNOWN)] if NONE in said else []
    chosen = [each for each in said if each != NONE]
    if field.key in ("store", "tag"):
        chosen = named(field.key, chosen)
    values: tuple[Value, ...] = tuple(chosen if field.kind == Kind.CHOICE else map(Decimal, chosen))
    if values:
        found.append(Has(field.key, Operator.IS if len(values) == 1 else Operator.IN, values))
    return _some(found)


def _between(field: Field, value: str) -> Node:
    low, _separator, high = value.partition(SEPARATOR)
    read = date.fromisoformat if field.kind == Kind.DAY else Decimal
    if low and high:
        return Has(field.key, Operator.BETWEEN, (read(low), read(high)))
    if low:
        return Has(field.key, Operator.AT_LEAST, (read(low),))
    return Has(field.key, Operator.AT_MOST, (read(high),)) if high else Not(Has(field.key, Operator.IS_UNKNOWN))


def _some(parts: list[Node]) -> Node:
    if not parts:
        raise ValueError("nothing was chosen")
    return parts[0] if len(parts) == 1 else Some(tuple(parts))
