"""Customers to keep or to win back: why they go, what they would bring, what may be spent on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.departures.queries import Followed, departures_within, followed
from shuke.scores.models import CustomerScore
from shuke.scores.queries import forecast_of
from shuke.scores.services import current_outlook
from shuke.scores.win_back import Approach, WinBackTerms, terms_of
from shuke.warehouse.read import LeavingBoard
from shuke.web.customers.leaving_words import said_reason
from shuke.web.insight import queries
from shuke.web.insight.current import Current
from shuke.web.leaving.words import ADVICE, APPROACHES

SHOWN = 25
GOING = ("declining", "lost")


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


def terms_for(current: Current, board: LeavingBoard) -> WinBackTerms:
    """The list calls “the best fifth” and “the better half” what the board does."""
    offer_from, person_from, *_rest = board.worth_from_minor
    return terms_of(
        forecast_of(current.run),
        win_back_share=current_outlook().win_back_share,
        offer_from_minor=offer_from,
        person_from_minor=person_from,
    )


def likeliest_losses(scope: Scope) -> list[CustomerScore]:
    """The most value at risk first."""
    rows = queries.scores(scope).filter(value_at_risk_minor__gt=0)
    return list(rows.order_by("-value_at_risk_minor", "-customer")[:SHOWN])


def to_win_back(scope: Scope, terms: WinBackTerms, approach: str) -> QuerySet[CustomerScore]:
    """Declining or lost, and may be approached; the most value at risk first."""
    rows = queries.scores(scope).filter(
        stage__in=GOING,
        customer__is_do_not_contact=False,
        customer__merged_into__isnull=True,
        customer__erased_at__isnull=True,
        value_at_risk_minor__isnull=False,
    )
    return rows.filter(_worth(terms, approach)).order_by("-value_at_risk_minor", "-customer")


def _worth(terms: WinBackTerms, approach: str) -> Q:
    """As `WinBackTerms.approach` says it, in the columns of the row."""
    least = {Approach.PERSON: terms.person_from_minor, Approach.OFFER: terms.offer_from_minor}
    below = {Approach.OFFER: terms.person_from_minor, Approach.WORD: terms.offer_from_minor}
    found = Q()
    if approach in least:
        found &= _year("gte", least[Approach(approach)])
    if approach in below:
        found &= _year("lt", below[Approach(approach)])
    return found


def _year(comparison: str, amount_minor: int) -> Q:
    return Q(**{f"staying_spend_minor__{comparison}": amount_minor}) | Q(
        **{"staying_spend_minor__isnull": True, f"spend_minor__{comparison}": amount_minor}
    )


def people_of(
    scores: Sequence[CustomerScore], terms: WinBackTerms, *, scope: Scope, today: date, currency: str
) -> list[Person]:
    ids = [score.customer_id for score in scores]
    told = departures_within(scope).filter(customer__in=ids)
    left: dict[int, Followed] = {}
    for row in followed(told, today=today):
        left.setdefault(row.departure.customer_id, row)  # the latest stands first
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
