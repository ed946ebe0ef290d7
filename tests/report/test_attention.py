"""Who to act on first."""

import pytest

from shuke.report.attention import Candidate, most_pressing

pytestmark = pytest.mark.sqlite_only


def order(*candidates: Candidate, count: int = 10) -> list[str]:
    return [candidate.number for candidate in most_pressing(candidates, count=count)]


def test_most_value_at_risk_comes_first_whatever_the_spend() -> None:
    assert order(Candidate("spends", 1, 900), Candidate("risks", 2, 1)) == ["risks", "spends"]


def test_equal_risks_go_by_spend_then_by_number_as_text() -> None:
    equals = [Candidate(number, 5, 10) for number in ("9", "10", "a", "B")]

    assert order(*equals, Candidate("z", 5, 11)) == ["z", "10", "9", "B", "a"]


def test_those_of_unknown_risk_come_last_by_spend() -> None:
    unknown = [Candidate("small", None, 10), Candidate("great", None, 900)]

    assert order(*unknown, Candidate("known", 0, 0)) == ["known", "great", "small"]


def test_no_more_than_asked_for() -> None:
    assert order(Candidate("a", 3, 0), Candidate("b", 2, 0), Candidate("c", 1, 0), count=2) == ["a", "b"]
