import json

import pytest
from hypothesis import given
from tests.actions.segments.trees import TREE, nodes

from shuke.actions.segments.documents import document_of, read_document
from shuke.actions.segments.tree import Has, Node, Operator, UnreadableSegment

pytestmark = pytest.mark.sqlite_only


@given(nodes())
def test_a_tree_comes_back_from_json_as_it_was(node: Node) -> None:
    assert read_document(json.loads(json.dumps(document_of(node)))) == node


def test_a_document_says_what_it_means() -> None:
    assert document_of(TREE)["all"][1] == {
        "not": {"bought": {"category": "Grocery › Dairy", "times": 2, "amount": "99.5", "latest_days": 30}}
    }


def test_a_group_of_one_is_that_one() -> None:
    document = {"all": [{"field": "stage", "is": "=", "values": ["new"]}]}

    assert read_document(document) == Has("stage", Operator.IS, ("new",))


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"all": {}},
        {"all": [], "some": []},
        {"field": "stage", "is": "like", "values": ["new"]},
        {"field": "stage", "is": "=", "values": [None]},
        {"field": "orders", "is": "=", "values": [{"number": "NaN"}]},
        {"field": "orders", "is": "=", "values": [{"day": "2026-02-31"}]},
        {"bought": {"colour": "red"}},
        {"bought": {"times": True}},
        {"bought": {"amount": 5}},
        {"bought": {"latest_days": True}},
        {"bought": {"first": "2026-01-01"}},
        {"bought": {"first": "2026-01-01", "final": "tomorrow"}},
        {"bought": {"brand": "A", "product": "B"}},
    ],
)
def test_a_document_that_is_no_segment_is_refused(document: object) -> None:
    with pytest.raises(UnreadableSegment):
        read_document(document)


def test_a_document_without_end_is_refused() -> None:
    document: dict[str, object] = {"segment": "regulars"}
    for _level in range(500):
        document = {"not": document}

    with pytest.raises(UnreadableSegment, match="nests deeper"):
        read_document(document)
