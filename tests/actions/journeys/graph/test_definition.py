"""A journey as JSON: read, written back the same, and refused where it is none."""

from typing import Any

import pytest
from tests.actions.journeys.graphs import chain

from shuke.actions.journeys.graph.definition import UnreadableJourney, document_of, read_definition
from shuke.actions.journeys.graph.nodes import Delay


def test_what_is_written_is_read_back_the_same() -> None:
    document = chain(
        {"kind": "delay", "days": 7, "weekdays": [1, 2], "name": "A week", "x": 40, "y": -3},
        {"kind": "draw", "shares": [10, 90]},
    )
    read = read_definition(document)

    assert read_definition(document_of(read)) == read
    assert read.nodes["n1"] == Delay(days=7, weekdays=(1, 2))
    assert read.place("n1").name == "A week"
    assert read.entry == "entry"


@pytest.mark.parametrize(
    "document",
    [
        None,
        {"nodes": {}},
        {"nodes": {}, "edges": [], "more": 1},
        {"nodes": {"A B": {"kind": "exit"}}, "edges": []},
        {"nodes": {"a": {"kind": "dance"}}, "edges": []},
        {"nodes": {"a": {"kind": "delay", "days": "7"}}, "edges": []},
        {"nodes": {"a": {"kind": "delay", "days": True}}, "edges": []},
        {"nodes": {"a": {"kind": "delay", "weeks": 7}}, "edges": []},
        {"nodes": {"a": {"kind": "split"}}, "edges": []},
        {"nodes": {"a": {"kind": "exit", "x": "left"}}, "edges": []},
        {"nodes": {}, "edges": [["a", "b"]]},
        {"nodes": {str(n): {"kind": "exit"} for n in range(201)}, "edges": []},
    ],
)
def test_garbage_is_refused_with_a_sentence(document: Any) -> None:
    with pytest.raises(UnreadableJourney, match="is no part of a journey"):
        read_definition(document)
