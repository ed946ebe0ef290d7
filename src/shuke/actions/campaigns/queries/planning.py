"""What a campaign would reach, cost and bring, before anything is sent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Literal

from shuke.actions.campaigns.audience import audience_of
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries.history import Alike, campaigns_like
from shuke.actions.campaigns.reach import reach_of
from shuke.analytics.response.breakeven import Terms


@dataclass(frozen=True)
class Expected:
    """The response rate that is counted on, and who says so."""

    rate: float
    source: Literal["guess", "history"]


@dataclass(frozen=True)
class Plan:
    """Money is in the unit of the costs."""

    audience: int
    refused: dict[str, int]  # not to be reached, by reason
    held: int
    test: int  # pieces of the test
    rest: int  # pieces at most of the roll-out
    terms: Terms
    breakeven_rate: float
    alike: Alike | None
    expected: Expected | None
    as_of: date | None

    @property
    def reachable(self) -> int:
        return self.held + self.test + self.rest

    @property
    def pieces(self) -> int:
        return self.test + self.rest

    @property
    def cost(self) -> Decimal:
        return self.cost_of(self.pieces)

    @property
    def test_cost(self) -> Decimal:
        return self.cost_of(self.test)

    @property
    def breakeven_answers(self) -> int:
        """Sales that pay for writing to everybody."""
        return ceil(self.pieces * self.breakeven_rate - 1e-9)

    @property
    def expected_profit(self) -> float | None:
        """Of writing to everybody who is not held out; None where no rate is expected."""
        return None if self.expected is None else self.profit_at(self.expected.rate)

    def cost_of(self, pieces: int) -> Decimal:
        return Decimal(str(self.terms.cost_per_piece)) * pieces

    def profit_at(self, rate: float) -> float:
        return self.terms.profit(float(self.pieces), self.pieces * rate)


def plan_of(campaign: Campaign, *, today: date, as_of: date | None = None) -> Plan:
    """Raises WrongAudience, NoWarehouse."""
    chosen = audience_of(campaign, today=today, as_of=as_of)
    reach = reach_of(chosen.ids, campaign.offer)
    held = round(reach.count * float(campaign.hold_out_share))
    others = reach.count - held
    test = others // campaign.test_step
    terms = terms_of(campaign)
    alike = campaigns_like(campaign)
    return Plan(
        audience=chosen.count,
        refused={reason: len(ids) for reason, ids in reach.refused.items()},
        held=held,
        test=test,
        rest=others - test,
        terms=terms,
        breakeven_rate=terms.breakeven_rate,
        alike=alike,
        expected=_expected(campaign, alike),
        as_of=chosen.as_of,
    )


def terms_of(campaign: Campaign) -> Terms:
    """Raises BadTerms."""
    return Terms(cost_per_piece=campaign.own_cost_per_piece, net_revenue_per_sale=campaign.net_revenue_per_sale)


def _expected(campaign: Campaign, alike: Alike | None) -> Expected | None:
    if campaign.expected_rate is not None:
        return Expected(float(campaign.expected_rate), "guess")
    return Expected(alike.rate, "history") if alike else None
