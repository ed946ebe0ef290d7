"""A segment as JSON, as it is stored and as the API speaks it.

{"all": [{"field": "stage", "is": "in", "values": ["new"]}, {"not": {"bought": {"brand": "Oatly", "latest_days": 30}}}]}
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from shuke.actions.segments.tree import (
    MOST_LEVELS,
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
    UnreadableSegment,
    Value,
)

Document = dict[str, Any]


def document_of(node: Node) -> Document:
    match node:
        case All(parts):
            return {"all": [document_of(part) for part in parts]}
        case Some(parts):
            return {"some": [document_of(part) for part in parts]}
        case Not(part):
            return {"not": document_of(part)}
        case InSegment(key):
            return {"segment": key}
        case Has(field, operator, values):
            return {"field": field, "is": operator.value, "values": [_kept(value) for value in values]}
        case Bought():
            return {"bought": _purchases(node)}


def read_document(document: object, *, level: int = 1) -> Node:
    """The tree of a document. Raises UnreadableSegment."""
    if level > 2 * MOST_LEVELS:
        raise UnreadableSegment(_("This nests deeper than %(levels)s levels.") % {"levels": MOST_LEVELS})
    match document:
        case {"all": list(parts), **rest} if not rest:
            return _group(All, parts, level=level)
        case {"some": list(parts), **rest} if not rest:
            return _group(Some, parts, level=level)
        case {"not": part, **rest} if not rest:
            return Not(read_document(part, level=level + 1))
        case {"segment": str(key), **rest} if not rest:
            return InSegment(key)
        case {"field": str(field), "is": str(operator), "values": list(values), **rest} if not rest:
            return Has(field, _operator(operator), tuple(_read_value(value) for value in values))
        case {"bought": dict(purchases), **rest} if not rest:
            return _read_purchases(purchases)
        case _:
            raise _unreadable(document)


def _group(kind: type[All] | type[Some], parts: list[object], *, level: int) -> Node:
    """A group of one is that one: its text has no word that would keep it a group."""
    read = tuple(read_document(part, level=level + 1) for part in parts)
    return read[0] if len(read) == 1 else kind(read)


def _unreadable(document: object) -> UnreadableSegment:
    return UnreadableSegment(_("“%(said)s” is no part of a segment.") % {"said": str(document)[:80]})


def _kept(value: Value) -> object:
    match value:
        case Decimal():
            return {"number": format(value, "f")}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _read_value(value: object) -> Value:
    try:
        match value:
            case str() | bool():
                return value
            case int():
                return Decimal(value)
            case {"number": str(said)} if Decimal(said).is_finite():
                return Decimal(said)
            case {"day": str(said)}:
                return date.fromisoformat(said)
    except (InvalidOperation, ValueError):
        pass
    raise _unreadable(value)


def _operator(said: str) -> Operator:
    try:
        return Operator(said)
    except ValueError:
        raise _unreadable(said) from None


def _purchases(bought: Bought) -> Document:
    document: Document = {}
    if bought.thing is not None:
        document[bought.thing.value] = bought.name
    if bought.times != 1:
        document["times"] = bought.times
    if bought.amount is not None:
        document["amount"] = format(bought.amount, "f")
    match bought.period:
        case LatestDays(days):
            document["latest_days"] = days
        case Days(first, final):
            document |= {"first": first.isoformat(), "final": final.isoformat()}
    return document


def _read_purchases(document: Mapping[str, Any]) -> Bought:
    rest = dict(document)
    things = [thing for thing in Thing if isinstance(rest.get(thing), str)]
    name = rest.pop(things[0]) if things else ""
    times, amount, period = rest.pop("times", 1), rest.pop("amount", None), _read_period(rest)
    if rest or type(times) is not int or not isinstance(amount, str | None):
        raise _unreadable(document)
    least = None if amount is None else _read_value({"number": amount})
    assert least is None or isinstance(least, Decimal)
    return Bought(things[0] if things else None, name, times, least, period)


def _read_period(rest: dict[str, Any]) -> LatestDays | Days | None:
    """Takes what it reads out of `rest`."""
    match rest:
        case {"latest_days": int(days)} if type(days) is int and "first" not in rest:
            del rest["latest_days"]
            return LatestDays(days)
        case {"first": str(first), "final": str(final)}:
            del rest["first"], rest["final"]
            try:
                return Days(date.fromisoformat(first), date.fromisoformat(final))
            except ValueError:
                raise _unreadable(f"{first} – {final}") from None
    return None
