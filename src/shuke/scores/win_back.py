"""Who is to be won back, what that may cost, and what to do first, by what they would bring (docs/models/value.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.scores.alerts import still_away
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.queries import forecast_of
from shuke.scores.services import current_outlook

GOING = ("declining", "lost")


class Approach(StrEnum):
    """Efforts differ by future value, the dearest first."""

    PERSON = "person"  # somebody calls or visits
    OFFER = "offer"  # an offer within the cap
    WORD = "word"  # a greeting; nothing that costs


@dataclass(frozen=True)
class WinBackTerms:
    """How the caps of one run are reckoned; money in minor units of its currency."""

    margin_share: float
    win_back_share: float  # of a year's margin
    offer_from_minor: int  # a year's spend, should they stay: half of the customers have less
    person_from_minor: int  # the same of four fifths

    def year_spend_minor(self, score: CustomerScore) -> int:
        """A year's spend should the customer stay: the forecast, else the pace of the window."""
        return max(score.spend_minor if score.staying_spend_minor is None else score.staying_spend_minor, 0)

    def cap_minor(self, score: CustomerScore) -> int:
        """The most that bringing the customer back may cost: a share of a year's margin; 0 where a greeting must do."""
        return 0 if self.approach(score) is Approach.WORD else self._share_minor(score)

    def approach(self, score: CustomerScore) -> Approach:
        spend = self.year_spend_minor(score)
        if not self._share_minor(score) or spend < self.offer_from_minor:
            return Approach.WORD
        return Approach.OFFER if spend < self.person_from_minor else Approach.PERSON

    def _share_minor(self, score: CustomerScore) -> int:
        return round(self.year_spend_minor(score) * self.margin_share * self.win_back_share)


def terms_of(
    forecast: ModelRun | None, *, win_back_share: float, offer_from_minor: int, person_from_minor: int
) -> WinBackTerms:
    """Margin and share as that run took them; without a forecast the given share, and all spend as margin."""
    margin, share = 1.0, win_back_share
    if forecast is not None:
        margin, share = forecast.metrics["value"]["margin_share"], forecast.parameters["win_back_share"]
    return WinBackTerms(margin, share, offer_from_minor, person_from_minor)


def terms_for(run: ModelRun, worth_from_minor: Sequence[int]) -> WinBackTerms:
    """The list calls “the best fifth” and “the better half” what the board of who is leaving does.

    Args:
        run: whose scores are shown.
        worth_from_minor: where the board's bands of value begin, but the first.
    """
    offer_from, person_from, *_rest = worth_from_minor
    return terms_of(
        forecast_of(run),
        win_back_share=current_outlook().win_back_share,
        offer_from_minor=offer_from,
        person_from_minor=person_from,
    )


def to_win_back(
    scope: Scope, terms: WinBackTerms, approach: Approach | None, *, as_of: date, today: date
) -> QuerySet[CustomerScore]:
    """Declining or lost, still away, and may be approached; the most value at risk first."""
    rows = still_away(scope, as_of=as_of, today=today).filter(stage__in=GOING, value_at_risk_minor__isnull=False)
    return rows.filter(_worth(terms, approach)).order_by("-value_at_risk_minor", "-customer")


def _worth(terms: WinBackTerms, approach: Approach | None) -> Q:
    """As `WinBackTerms.approach` says it, in the columns of the row."""
    least = {Approach.PERSON: terms.person_from_minor, Approach.OFFER: terms.offer_from_minor}
    below = {Approach.OFFER: terms.person_from_minor, Approach.WORD: terms.offer_from_minor}
    found = Q()
    if approach in least:
        found &= _year("gte", least[approach])
    if approach in below:
        found &= _year("lt", below[approach])
    return found


def _year(comparison: str, amount_minor: int) -> Q:
    return Q(**{f"staying_spend_minor__{comparison}": amount_minor}) | Q(
        **{"staying_spend_minor__isnull": True, f"spend_minor__{comparison}": amount_minor}
    )
