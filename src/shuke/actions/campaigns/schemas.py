"""Shapes of the API of campaigns."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import LONGEST_DAYS, Campaign
from shuke.actions.campaigns.queries import followed_by_campaign
from shuke.lib.http import NO_NUL, Strict
from shuke.records.access.decorators import ApiRequest
from shuke.records.sales.schemas import FollowedOut

CampaignName = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]
Audience = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=4_000)]
Said = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2_000)]
Code = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=60)]
PieceCost = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
SaleRevenue = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]
Budget = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Rate = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6)]
HeldShare = Annotated[Decimal, Field(ge=0, lt=1, max_digits=5, decimal_places=4)]


class CampaignIn(Strict):
    name: CampaignName
    segment: Code = Field("", description="key of a saved segment; empty: everybody")
    audience: Audience = Field("", description="a segment's text: of them only those for whom it holds")
    way: Annotated[str, StringConstraints(pattern=r"^[a-z]{0,12}$")] = ""  # a channel, "call", or nothing is said
    template: Code = ""
    coupon: Code = ""
    points: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    script: Said = ""
    cost_per_piece: PieceCost
    net_revenue_per_sale: SaleRevenue
    budget: Budget | None = None
    expected_rate: Rate | None = None
    window_days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 21
    test_step: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    hold_out_share: HeldShare = Decimal("0.1")
    counts_purchase: bool = True
    counts_coupon: bool = True
    counts_reply: bool = True
    planned_on: date | None = None
    partner: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=160)] = ""  # a firm, by its name
    partner_share: Annotated[Decimal, Field(ge=0, le=1, max_digits=5, decimal_places=4)] = Decimal(0)


class RollOutIn(Strict):
    choice: Literal["everyone", "expected", "sure"] = Field(description="one of the `options` of the results")


class CampaignOut(Schema):
    id: int
    name: str
    state: str
    is_paused: bool
    is_history: bool
    segment: str
    audience: str
    way: str
    cost_per_piece: Decimal
    partner: str  # empty: nobody bears part of the cost
    partner_share: Decimal
    net_revenue_per_sale: Decimal
    budget: Decimal | None
    window_days: int
    test_step: int
    hold_out_share: Decimal
    planned_on: date | None
    test_from_on: date | None
    roll_out_on: date | None
    closed_at: datetime | None
    counted_as_of: date | None
    refusal: str

    @staticmethod
    def resolve_segment(campaign: Campaign) -> str:
        return campaign.segment_key

    @staticmethod
    def resolve_audience(campaign: Campaign) -> str:
        return say_audience(campaign.audience)

    @staticmethod
    def resolve_way(campaign: Campaign) -> str:
        return campaign.offer.way

    @staticmethod
    def resolve_partner(campaign: Campaign) -> str:
        return campaign.partner.name if campaign.partner else ""

    @staticmethod
    def resolve_cost_per_piece(campaign: Campaign) -> Decimal:
        return campaign.offer.cost_per_piece


class CampaignWhole(CampaignOut):
    followed: FollowedOut  # after the links of its messages
    created_by: str | None
    asked_by: str | None = Field(description="for approval")
    approved_by: str | None
    roll_out: str

    @staticmethod
    def resolve_created_by(campaign: Campaign) -> str | None:
        return campaign.created_by.username if campaign.created_by else None

    @staticmethod
    def resolve_asked_by(campaign: Campaign) -> str | None:
        return campaign.asked_by.username if campaign.asked_by else None

    @staticmethod
    def resolve_approved_by(campaign: Campaign) -> str | None:
        return campaign.approved_by.username if campaign.approved_by else None

    @staticmethod
    def resolve_followed(campaign: Campaign, context: Mapping[str, ApiRequest]) -> FollowedOut:
        scope = context["request"].scope
        return FollowedOut.of(followed_by_campaign(campaign, scope=scope), scope=scope)


class CampaignPlanOut(Schema):
    audience: int
    refused: dict[str, int]  # not to be reached, by reason
    held: int
    test: int
    rest: int
    cost: Decimal
    breakeven_rate: float
    breakeven_answers: int
    expected_rate: float | None
    expected_profit: float | None  # of writing to everybody who is not held out
    needs_approval: bool  # by a second person, before it starts


class CampaignPartOut(Schema):
    customers: int
    pieces: int
    answers: int
    rate: float | None
    cost: float
    profit: float


class CampaignCellOut(Schema):
    cell: str  # "555": codes of recency, frequency, money; "0" without a purchase in the year before
    pieces: int
    responses: int
    rate: float | None
    shrunk_rate: float
    shrunk_lower: float
    shrunk_upper: float
    index: float | None  # 0 breaks even
    is_chosen: bool


class RollOutOptionOut(Schema):
    choice: str
    cells: list[str]
    pieces: int
    cost: float
    answers: float
    profit: float
    lower: float
    upper: float


class CampaignResultsOut(Schema):
    """Null and empty before answers were counted. Money is in the unit of the costs."""

    counted_as_of: date | None
    breakeven_rate: float | None
    test: CampaignPartOut | None
    roll_out: CampaignPartOut | None
    held: int
    refused: dict[str, int]
    cells: list[CampaignCellOut]
    options: list[RollOutOptionOut]
    forecast: dict[str, Any]  # of the roll-out, when it was chosen


class CampaignMemberOut(Schema):
    customer: str
    cell: int
    arm: str
    is_rolled_out: bool
    is_served: bool
    answered_test: bool
    answered: bool
    coupons_used: int
