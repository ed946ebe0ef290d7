"""Journeys for tests: each call states only what the test is about."""

from itertools import pairwise
from typing import Any

from shuke.actions.journeys.graph.definition import Definition, read_definition, read_node
from shuke.actions.journeys.graph.nodes import branches_of

ENTRY = {"kind": "entry", "on": "event", "event": "member.enrolled"}
EXIT = {"kind": "exit"}


def chain(*nodes: dict[str, Any], **others: dict[str, Any]) -> dict[str, Any]:
    """Entry → n1 → n2 → … → exit as a document; every other way of a node leads to the exit. `others` stand beside."""
    keys = ["entry", *(f"n{place}" for place in range(1, len(nodes) + 1)), "exit"]
    told = {"entry": ENTRY, "exit": EXIT, **dict(zip(keys[1:-1], nodes, strict=True))}
    edges = []
    for key, following in pairwise(keys):
        for place, branch in enumerate(_branches(told[key])):
            edges.append({"from": key, "branch": branch, "to": "exit" if place else following})
    return {"nodes": {**told, **others}, "edges": edges}


def _branches(told: dict[str, Any]) -> tuple[str, ...]:
    return branches_of(read_node({name: value for name, value in told.items() if name not in ("name", "x", "y")}))


def journey(*nodes: dict[str, Any], **others: dict[str, Any]) -> Definition:
    return read_definition(chain(*nodes, **others))
