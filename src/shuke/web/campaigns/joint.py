"""What a joint promotion costs us and its partner."""

from dataclasses import dataclass
from decimal import Decimal

from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.results import part_of
from shuke.analytics.response import breakeven
from shuke.records.customers.models import Organisation
from shuke.web.campaigns.rows import CampaignRow, row_of


@dataclass(frozen=True)
class Joint:
    partner: Organisation
    share: float
    ours: Decimal
    theirs: Decimal
    breakeven_alone: float  # were the whole cost ours


@dataclass(frozen=True)
class PartnerRow:
    """One campaign, or all of a partner's together (`campaign` None)."""

    row: CampaignRow | None
    pieces: int
    ours: Decimal
    theirs: Decimal


def joint_of(campaign: Campaign, pieces: int) -> Joint | None:
    """Of so many pieces; None where nobody bears part of the cost."""
    if campaign.partner is None:
        return None
    whole, own = campaign.offer.cost_per_piece, campaign.own_cost_per_piece
    alone = breakeven.rate(cost_per_piece=whole, net_revenue_per_sale=campaign.net_revenue_per_sale)
    return Joint(campaign.partner, float(campaign.partner_share), own * pieces, (whole - own) * pieces, alone)


def partner_rows(campaigns: list[Campaign]) -> list[PartnerRow]:
    """By the pieces that left, the order kept; the last row is their sum."""
    rows = [_row(campaign) for campaign in campaigns]
    together = PartnerRow(
        row=None,
        pieces=sum(row.pieces for row in rows),
        ours=sum((row.ours for row in rows), Decimal(0)),
        theirs=sum((row.theirs for row in rows), Decimal(0)),
    )
    return [*rows, together]


def _row(campaign: Campaign) -> PartnerRow:
    parts = (part_of(campaign, "test"), part_of(campaign, "roll_out"))
    pieces = sum(part.pieces for part in parts if part)
    own = campaign.own_cost_per_piece
    return PartnerRow(row_of(campaign), pieces, own * pieces, (campaign.offer.cost_per_piece - own) * pieces)
