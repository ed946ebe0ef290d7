"""A whole journey: its nodes by key and the ways between them; read from JSON and written back.

{"nodes": {"in": {"kind": "entry", "on": "event", "event": "member.enrolled", "name": "", "x": 0, "y": 0}, …},
 "edges": [{"from": "in", "branch": "next", "to": "wait"}, …]}
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import Any, get_type_hints

from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.nodes import KINDS, Entry, Goal, Node, kind_of
from shuke.lib.errors import ShukeError

Document = dict[str, Any]

MOST_NODES = 200
MOST_TEXT = 2000
MOST_NUMBER = 10**9
_KEY = re.compile(r"[a-z0-9_]{1,40}\Z")


class UnreadableJourney(ShukeError):
    """A document that is no journey. The message says where it stops making sense."""


@dataclass(frozen=True)
class Place:
    """How a node is shown: what it is called, and where it stands on the canvas."""

    name: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Edge:
    source: str
    branch: str
    target: str


@dataclass(frozen=True)
class Definition:
    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @cached_property
    def ways(self) -> Mapping[tuple[str, str], str]:
        return {(edge.source, edge.branch): edge.target for edge in self.edges}

    @cached_property
    def entry(self) -> str:
        """The key of the entry; empty where there is none."""
        return next((key for key, node in self.nodes.items() if isinstance(node, Entry)), "")

    @cached_property
    def goal(self) -> str:
        return next((key for key, node in self.nodes.items() if isinstance(node, Goal)), "")

    def place(self, key: str) -> Place:
        return self.places.get(key, Place())


def document_of(definition: Definition) -> Document:
    nodes = {}
    for key, node in definition.nodes.items():
        place = definition.place(key)
        settings = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(node).items()}
        nodes[key] = {"kind": kind_of(node), "name": place.name, "x": place.x, "y": place.y, **settings}
    edges = [{"from": edge.source, "branch": edge.branch, "to": edge.target} for edge in definition.edges]
    return {"nodes": nodes, "edges": edges}


def read_definition(document: object) -> Definition:
    """Raises UnreadableJourney. Whether what was read makes sense is asked of `checks`."""
    match document:
        case {"nodes": dict(nodes), "edges": list(edges), **rest} if not rest and len(nodes) <= MOST_NODES:
            read = {str(key): _node(key, said) for key, said in nodes.items()}
            return Definition(
                nodes={key: node for key, (node, _place) in read.items()},
                edges=tuple(_edge(said) for said in edges),
                places={key: place for key, (_node, place) in read.items()},
            )
        case _:
            raise _unreadable(document)


def read_node(said: object) -> Node:
    """A node without its place. Raises UnreadableJourney."""
    match said:
        case {"kind": str(kind), **settings} if kind in KINDS:
            return _settings(KINDS[kind], {str(name): value for name, value in settings.items()})
        case _:
            raise _unreadable(said)


def _node(key: object, said: object) -> tuple[Node, Place]:
    if not isinstance(key, str) or not _KEY.match(key) or not isinstance(said, dict):
        raise _unreadable(key)
    rest = dict(said)
    name, x, y = rest.pop("name", ""), rest.pop("x", 0), rest.pop("y", 0)
    if not (isinstance(name, str) and len(name) <= 80 and _is_number(x) and _is_number(y)):
        raise _unreadable(said)
    return read_node(rest), Place(name, x, y)


def _settings(kind: type, said: Mapping[str, Any]) -> Node:
    types = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    missing = [name for name, one in known.items() if one.default is MISSING and name not in said]
    if missing or said.keys() - known.keys():
        raise _unreadable(sorted(missing or said.keys() - known.keys())[0])
    node: Node = kind(**{name: _value(types[name], value) for name, value in said.items()})
    return node


def _value(kind: object, value: object) -> object:
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and _is_number(value):
        return value
    if kind is str and isinstance(value, str) and len(value) <= MOST_TEXT:
        return value
    if kind == tuple[int, ...] and isinstance(value, list) and len(value) <= 8 and all(map(_is_number, value)):
        return tuple(value)
    raise _unreadable(value)


def _is_number(value: object) -> bool:
    return type(value) is int and abs(value) <= MOST_NUMBER


def _edge(said: object) -> Edge:
    match said:
        case {"from": str(source), "branch": str(branch), "to": str(target), **rest} if not rest:
            return Edge(source, branch, target)
        case _:
            raise _unreadable(said)


def _unreadable(said: object) -> UnreadableJourney:
    return UnreadableJourney(_("“%(said)s” is no part of a journey.") % {"said": str(said)[:80]})
