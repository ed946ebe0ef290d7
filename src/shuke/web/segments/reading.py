"""The form of a segment as it comes from the browser: `0.join`, `0.1.field`, `0.1.value`; and what its buttons do."""

import re
from collections.abc import Callable
from dataclasses import fields, replace

from django.utils.datastructures import MultiValueDict

from shuke.actions.segments.tree import MOST_CONDITIONS, MOST_LEVELS
from shuke.lib.ids import is_id
from shuke.lib.text import without_nul
from shuke.web.segments.drafts import Group, Join, Line, Period

ROOT = "0"
_TEXTS = [field.name for field in fields(Line) if field.name != "values"]
_PLACE = re.compile(r"(?P<place>0(?:\.\d{1,3})*)\.(?:join|field)")


def read_group(data: MultiValueDict[str, str]) -> Group:
    """What the form holds; what is no part of one is left out."""
    children: dict[str, list[str]] = {}
    places = {found["place"] for name in data if (found := _PLACE.fullmatch(name))}
    for place in sorted(places, key=lambda place: [int(part) for part in place.split(".")]):
        children.setdefault(place.rpartition(".")[0], []).append(place)
    if sum(map(len, children.values())) > 2 * MOST_CONDITIONS:
        return Group()

    def group(place: str, level: int) -> Group:
        below = children.get(place, ()) if level <= MOST_LEVELS else ()
        parts = tuple(group(each, level + 1) if f"{each}.join" in data else _line(data, each) for each in below)
        return Group(_join(data.get(f"{place}.join") or ""), parts)

    return group(ROOT, 1)


def _join(said: str) -> Join:
    return Join(said) if said in set(Join) else Join.ALL


def _line(data: MultiValueDict[str, str], place: str) -> Line:
    texts = {name: without_nul(data.get(f"{place}.{name}") or "") for name in _TEXTS}
    texts["period"] = texts["period"] if texts["period"] in set(Period) else ""
    texts["thing"] = texts["thing"] if texts["thing"] in ("product", "category", "brand") else ""
    values = tuple(without_nul(value) for value in data.getlist(f"{place}.value"))
    line = Line(**texts, values=values)
    # Of another field than a moment ago: nothing that was said of that one holds for this one.
    if (data.get(f"{place}.was") or "") != line.field:
        return Line(field=line.field)
    return line


def after(group: Group, do: str) -> Group:
    """The form after a button: “add:0”, “group:0.1”, “remove:0.1.2”; as it is for anything else."""
    what, _colon, place = do.partition(":")
    path = _path(place)
    match what:
        case "add":
            return _changed(group, path, lambda held: replace(held, parts=(*held.parts, Line())))
        case "group":
            inner = Group(_other(_at(group, path)), (Line(),))
            return _changed(group, path, lambda held: replace(held, parts=(*held.parts, inner)))
        case "remove" if path:
            return _changed(group, path[:-1], lambda held: _without(held, path[-1]))
        case _:
            return group


def focus_after(do: str, group: Group) -> str:
    """The place where the keyboard goes on after a button: the new line, or the group that lost one."""
    what, _colon, place = do.partition(":")
    if what == "remove":
        return place.rpartition(".")[0]
    if what not in ("add", "group"):
        return ""
    held = _at(group, _path(place))
    added = f"{place}.{len(held.parts) - 1}"
    return f"{added}.0" if what == "group" else added


def _path(place: str) -> list[int]:
    """“0.1.2” → [1, 2]: from the root down."""
    return [int(part) for part in place.split(".")[1:] if is_id(part)]


def _other(group: Group) -> Join:
    """Within “all of these” a group is there to say “one of these”, and the other way round."""
    return Join.SOME if group.join in (Join.ALL, Join.NOT_ALL) else Join.ALL


def _at(group: Group, path: list[int]) -> Group:
    for number in path:
        part = group.parts[number] if number < len(group.parts) else None
        if not isinstance(part, Group):
            return group
        group = part
    return group


def _changed(group: Group, path: list[int], change: Callable[[Group], Group]) -> Group:
    if not path:
        return change(group)
    number, *rest = path
    part = group.parts[number] if number < len(group.parts) else None
    if not isinstance(part, Group):
        return group
    parts = (*group.parts[:number], _changed(part, rest, change), *group.parts[number + 1 :])
    return replace(group, parts=parts)


def _without(group: Group, number: int) -> Group:
    return replace(group, parts=(*group.parts[:number], *group.parts[number + 1 :]))


def with_hows(group: Group, hows: Callable[[str], list[tuple[str, str]]]) -> Group:
    """Lines that do not say how their field is asked get the first way there is."""

    def filled(part: Line | Group) -> Line | Group:
        if isinstance(part, Group):
            return replace(part, parts=tuple(map(filled, part.parts)))
        offered = [how for how, _words in hows(part.field)]
        return replace(part, how=offered[0]) if offered and not part.how else part

    found = filled(group)
    assert isinstance(found, Group)
    return found
