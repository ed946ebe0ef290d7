"""Who to act on first: one rule for the report, Today and the early warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

# The stage of those whose silence or spend departs from their own habit; who is lost is won back in other ways.
SLIPPING = "declining"


@dataclass(frozen=True)
class Candidate:
    """A slipping customer; both amounts in the same unit for all who are compared."""

    number: str
    value_at_risk: float | None  # None: the history is too short for a risk (docs/definitions.md, Churn probability)
    spend: float  # in the window


def most_pressing(candidates: Iterable[Candidate], *, count: int) -> list[Candidate]:
    """The first `count`: most value at risk, then those of unknown risk by spend; equals by customer number as text."""
    return nsmallest(count, candidates, key=_rank)


def _rank(candidate: Candidate) -> tuple[bool, float, float, str]:
    is_unknown = candidate.value_at_risk is None
    return is_unknown, -(candidate.value_at_risk or 0), -candidate.spend, candidate.number
