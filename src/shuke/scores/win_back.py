"""What bringing a customer back may cost, and what to do first, by what the customer would bring (SPEC 7.6)."""

from dataclasses import dataclass
from enum import StrEnum

from shuke.scores.models import CustomerScore, ModelRun


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
        """The most that bringing the customer back may cost: a share of a year's margin."""
        return round(self.year_spend_minor(score) * self.margin_share * self.win_back_share)

    def approach(self, score: CustomerScore) -> Approach:
        spend, cap = self.year_spend_minor(score), self.cap_minor(score)
        if not cap or spend < self.offer_from_minor:
            return Approach.WORD
        return Approach.OFFER if spend < self.person_from_minor else Approach.PERSON


def terms_of(
    forecast: ModelRun | None, *, win_back_share: float, offer_from_minor: int, person_from_minor: int
) -> WinBackTerms:
    """Margin and share as that run took them; without a forecast the given share, and all spend as margin."""
    margin, share = 1.0, win_back_share
    if forecast is not None:
        margin, share = forecast.metrics["value"]["margin_share"], forecast.parameters["win_back_share"]
    return WinBackTerms(margin, share, offer_from_minor, person_from_minor)
