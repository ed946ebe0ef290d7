"""Customers to keep or to win back: why they go, what they would bring, what may be spent on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shuke.records.access.scope import Scope
from shuke.records.departures.queries import Followed, latest_followed
from shuke.scores.alerts import still_away
from shuke.scores.models import CustomerScore
from shuke.scores.win_back import Approach, WinBackTerms
from shuke.web.customers.leaving_words import said_reason
from shuke.web.leaving.words import ADVICE, APPROACHES

SHOWN = 25


@dataclass(frozen=True)
class Person:
    score: CustomerScore
    whys: tuple[str, ...]  # of the model, when one spoke
    reason: Mapping[str, Any]  # of the counting scores
    year_minor: int
    cap_minor: int
    approach: Approach
    left: Followed | None  # the latest cause written down

    @property
    def approach_name(self) -> str:
        return str(APPROACHES[self.approach])

    @property
    def advice(self) -> str:
        return str(ADVICE[self.approach])


def likeliest_losses(scope: Scope, *, as_of: date, today: date) -> list[CustomerScore]:
    """Of those still away, the most value at risk first."""
    rows = still_away(scope, as_of=as_of, today=today).filter(value_at_risk_minor__gt=0)
    return list(rows.order_by("-value_at_risk_minor", "-customer")[:SHOWN])


def people_of(
    scores: Sequence[CustomerScore], terms: WinBackTerms, *, scope: Scope, today: date, currency: str
) -> list[Person]:
    left = latest_followed(scope, [score.customer_id for score in scores], today=today)
    return [_person(score, terms, left.get(score.customer_id), currency) for score in scores]


def _person(score: CustomerScore, terms: WinBackTerms, left: Followed | None, currency: str) -> Person:
    return Person(
        score=score,
        whys=tuple(said_reason(why, currency=currency) for why in score.leaving_why[:2]),
        reason=score.why[0] if score.why else {},
        year_minor=terms.year_spend_minor(score),
        cap_minor=terms.cap_minor(score),
        approach=terms.approach(score),
        left=left,
    )
