from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from tests.actions.segments.trees import TREE, nodes

from shuke.actions.segments.parse import parse
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import (
    All,
    Bought,
    Days,
    Has,
    Node,
    Not,
    Operator,
    Some,
    UnreadableSegment,
)

pytestmark = pytest.mark.sqlite_only


@given(nodes())
def test_what_is_said_is_read_back_as_the_same_tree(node: Node) -> None:
    assert parse(say(node)) == node


def test_a_tree_reads_as_a_sentence() -> None:
    assert say(TREE) == (
        'stage in (new, forming) and not bought(category = "Grocery › Dairy", times >= 2, amount >= 99.5, '
        "last 30 days) and (spend >= 500 or segment(regulars))"
    )


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    a, b, c = (Has(name, Operator.IS, (True,)) for name in "abc")

    assert parse("a = yes or not b = yes and c = yes") == Some((a, All((Not(b), c))))


def test_words_of_the_grammar_are_read_whatever_their_case() -> None:
    assert parse("NOT Bought(BETWEEN 2026-01-01 AND 2026-01-31)") == Not(
        Bought(period=Days(date(2026, 1, 1), date(2026, 1, 31)))
    )


def test_text_that_looks_like_something_else_keeps_its_quotes() -> None:
    for text in ("yes", "5", "2026-01-31", "and", 'a "b"', ""):
        has = Has("occupation", Operator.IS, (text,))

        assert parse(say(has)) == has


def test_a_number_is_no_text() -> None:
    assert parse("orders = 5") == Has("orders", Operator.IS, (Decimal(5),))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "The segment ends where the name of a field should follow."),
        (
            "stage",
            "The segment ends where =, >=, <=, in, before last, between, contains or “is unknown” should follow.",
        ),
        ("stage = new extra", "“extra”, character 13: here “and”, “or” or the end should stand."),
        ("(stage = new", "The segment ends where “)” should follow."),
        ("stage ? new", "“? new”, character 7, is no part of a segment."),
        ("joined_on >= 2026-02-31", "“2026-02-31”, character 14: here a day such as 2026-01-31 should stand."),
        ("bought(times >= 1.5)", "“1.5”, character 17: here a whole number should stand."),
        ("bought(brand = 5)", "“5”, character 16: here a name should stand."),
        (
            "bought(last 3 days, last 4 days)",
            "“last”, character 21: here something that was not said before should stand.",
        ),
        (
            "stage = loyal and segment(slipping-best)",
            '“slipping-best” is not one word, so it needs quotes: write segment("slipping-best").',
        ),
        ("segment(top 10)", '“top 10” is not one word, so it needs quotes: write segment("top 10").'),
        ('tag = "segment(a-b)" or', "The segment ends where the name of a field should follow."),
        ("stage = and", "“and”, character 9: here a value should stand."),
    ],
)
def test_a_line_that_is_no_segment_says_where(line: str, sentence: str) -> None:
    with pytest.raises(UnreadableSegment) as refused:
        parse(line)

    assert sentence in str(refused.value)


def test_a_thousand_brackets_are_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableSegment, match="nests deeper"):
        parse("(" * 1000 + "a = yes" + ")" * 1000)


def test_a_thousand_conditions_are_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableSegment, match="at most 200 conditions"):
        parse(" or ".join(["a = yes"] * 1000))
