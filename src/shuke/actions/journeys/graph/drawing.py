"""Changing a journey that is being drawn: each change gives a new definition. Canvas and list use the same."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.definition import MOST_NODES, Definition, Edge, Place
from shuke.actions.journeys.graph.nodes import Node, branches_of, kind_of
from shuke.actions.journeys.occasions import branch_word
from shuke.lib.errors import ShukeError

ROW_HEIGHT = 92
FAR = 20_000  # no canvas is wider


class CannotDraw(ShukeError):
    """A change that makes no journey."""


def add_node(definition: Definition, node: Node, *, after: str = "", branch: str = "") -> tuple[Definition, str]:
    """With its key. Behind `after` it stands in the way that led on from there; what stood behind is behind it now."""
    if len(definition.nodes) >= MOST_NODES:
        raise CannotDraw(_("A journey has at most %(most)s steps.") % {"most": MOST_NODES})
    key = next(key for n in count(1) if (key := f"{kind_of(node)}_{n}") not in definition.nodes)
    before = definition.place(after)
    lowest = max((place.y for place in definition.places.values()), default=-ROW_HEIGHT + 20)
    place = Place("", before.x if after else 60, before.y + ROW_HEIGHT if after else lowest + ROW_HEIGHT)
    places = dict(definition.places)
    if after in definition.nodes:
        places = {one: _lower(kept) if _is_below(kept, before) else kept for one, kept in places.items()}
    made = Definition({**definition.nodes, key: node}, definition.edges, {**places, key: place})
    if after not in definition.nodes:
        return made, key
    followed = definition.ways.get((after, branch))
    made = connect(made, after, branch, key)
    if followed is not None and branches_of(node):
        made = connect(made, key, branches_of(node)[0], followed)
    return made, key


def change_node(definition: Definition, key: str, node: Node, *, name: str, targets: Mapping[str, str]) -> Definition:
    """`targets`: branch → the node it leads to; empty: nowhere yet. Ways of branches that are gone are gone."""
    _require(definition, key)
    nodes = {**definition.nodes, key: node}
    places = {**definition.places, key: replace(definition.place(key), name=name)}
    edges = tuple(edge for edge in definition.edges if edge.source != key)
    made = Definition(nodes, edges, places)
    for branch in branches_of(node):
        if targets.get(branch):
            made = connect(made, key, branch, targets[branch])
    return made


def remove_node(definition: Definition, key: str) -> Definition:
    """Whoever came to it now comes to what its first way led to."""
    node = _require(definition, key)
    first = branches_of(node)[0] if branches_of(node) else ""
    behind = definition.ways.get((key, first))
    edges = [edge for edge in definition.edges if key not in (edge.source, edge.target)]
    if behind is not None and behind != key:
        led = [edge for edge in definition.edges if edge.target == key != edge.source]
        edges += [Edge(edge.source, edge.branch, behind) for edge in led]
    nodes = {one: kept for one, kept in definition.nodes.items() if one != key}
    return Definition(nodes, tuple(edges), {one: place for one, place in definition.places.items() if one != key})


def connect(definition: Definition, source: str, branch: str, target: str) -> Definition:
    """A way of `source` leads to `target`, wherever it led before."""
    node = _require(definition, source)
    _require(definition, target)
    if branch not in branches_of(node):
        raise CannotDraw(_("This step has no way “%(branch)s”.") % {"branch": branch_word(branch)})
    edges = tuple(edge for edge in definition.edges if (edge.source, edge.branch) != (source, branch))
    return Definition(definition.nodes, (*edges, Edge(source, branch, target)), definition.places)


def move_node(definition: Definition, key: str, *, x: int, y: int) -> Definition:
    _require(definition, key)
    place = replace(definition.place(key), x=min(max(x, 0), FAR), y=min(max(y, 0), FAR))
    return Definition(definition.nodes, definition.edges, {**definition.places, key: place})


def in_order(definition: Definition) -> list[str]:
    """The nodes as they are read: from the entry along the first ways, then the side ways; the unreached last."""
    found: dict[str, None] = {}
    waiting = [definition.entry] if definition.entry else []
    while waiting:
        key = waiting.pop()
        if key in found or key not in definition.nodes:
            continue
        found[key] = None
        targets = [definition.ways.get((key, branch), "") for branch in branches_of(definition.nodes[key])]
        waiting += reversed(targets)
    return [*found, *(key for key in definition.nodes if key not in found)]


def _is_below(place: Place, other: Place) -> bool:
    return place.x == other.x and place.y > other.y


def _lower(place: Place) -> Place:
    return replace(place, y=place.y + ROW_HEIGHT)


def _require(definition: Definition, key: str) -> Node:
    if key not in definition.nodes:
        raise CannotDraw(_("This step is gone; load the page again."))
    return definition.nodes[key]
