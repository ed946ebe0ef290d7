"""Campaigns for other programs: what is planned, what it costs, what came of it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.actions.campaigns import services
from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import LONGEST_DAYS, Campaign, CampaignMember
from shuke.actions.campaigns.queries import followed_by_campaign, plan_of
from shuke.actions.campaigns.results import cells_of_test, options_of, part_of
from shuke.actions.campaigns.services import Wishes
from shuke.actions.campaigns.services.states import require_everywhere
from shuke.lib.errors import ShukeError
from shuke.lib.http import NO_NUL, RowId, Strict, Text
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.models import Organisation
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.sales.schemas import FollowedOut
from shuke.records.stores.queries import business_day
from shuke.scores.queries import latest_run

router = Router(tags=["campaigns"])

MEMBERS_AT_MOST = 1_000
CampaignName = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]
Audience = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=4_000)]
Said = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2_000)]
Code = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=60)]
PieceCost = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
SaleRevenue = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]
Budget = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Rate = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6)]
HeldShare = Annotated[Decimal, Field(ge=0, lt=1, max_digits=5, decimal_places=4)]


class UnknownPart(ShukeError):
    """A template, coupon or firm that does not exist."""


class CampaignIn(Strict):
    name: CampaignName
    audience: Audience = ""  # a segment's text; empty: everybody
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


class CampaignOut(Schema):
    id: int
    name: str
    state: str
    is_paused: bool
    is_history: bool
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


@router.get("/campaigns", response=list[CampaignOut], summary="Campaigns, the latest first")
@api_operation("marketing.view")
def list_campaigns(request: ApiRequest, before: RowId | None = None) -> list[Campaign]:
    """At most 200; those with a smaller id than `before`."""
    require_everywhere(request.scope)
    campaigns = Campaign.objects.select_related("offer", "partner")
    if before is not None:
        campaigns = campaigns.filter(pk__lt=before)
    return list(campaigns[:200])


@router.post("/campaigns", response={201: CampaignOut}, summary="Write a campaign: a draft, nothing is sent")
@idempotent
@api_operation("marketing.manage")
def create_campaign(request: ApiRequest, body: CampaignIn) -> Status[Campaign]:
    told = body.model_dump()
    told["template"] = _named(Template, body.template)
    told["coupon"] = _named(Coupon, body.coupon)
    told["partner"] = _named(Organisation, body.partner, key="name")
    made = services.save_campaign(scope=request.scope, now=timezone.now(), wishes=Wishes(**told))
    return Status(201, made)


@router.get("/campaigns/{campaign_id}", response=CampaignWhole, summary="One campaign, and what followed its links")
@api_operation("marketing.view")
def get_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    return _found(request, campaign_id)


@router.get("/campaigns/{campaign_id}/plan", response=CampaignPlanOut, summary="What it would reach, cost and bring")
@api_operation("marketing.view")
def get_campaign_plan(request: ApiRequest, campaign_id: RowId) -> dict[str, Any]:
    run = latest_run()
    plan = plan_of(_found(request, campaign_id), today=business_day(timezone.now()), as_of=run.as_of if run else None)
    names = ("audience", "refused", "held", "test", "rest", "cost", "breakeven_rate", "breakeven_answers")
    expected = plan.expected
    return {
        **{name: getattr(plan, name) for name in names},
        "expected_rate": expected.rate if expected else None,
        "expected_profit": plan.expected_profit,
    }


@router.get(
    "/campaigns/{campaign_id}/results", response=CampaignResultsOut, summary="What came of it, as counted latest"
)
@api_operation("marketing.view")
def get_campaign_results(request: ApiRequest, campaign_id: RowId) -> dict[str, Any]:
    found = _found(request, campaign_id)
    results = None if found.is_history else cells_of_test(found)
    return {
        "counted_as_of": found.counted_as_of,
        "breakeven_rate": results.breakeven_rate if results else None,
        "test": part_of(found, "test"),
        "roll_out": part_of(found, "roll_out"),
        "held": found.counted.get("held", 0),
        "refused": found.counted.get("refused", {}),
        "cells": results.rows if results else [],
        "options": [] if found.is_history else options_of(found),
        "forecast": found.forecast,
    }


@router.get("/campaigns/{campaign_id}/customers", response=list[CampaignMemberOut], summary="Customers of a campaign")
@api_operation("marketing.view")
def list_campaign_members(request: ApiRequest, campaign_id: RowId, after: Text = "") -> list[CampaignMemberOut]:
    """At most 1,000 by number; the next after the last number."""
    campaign = _found(request, campaign_id)
    members = CampaignMember.objects.filter(campaign=campaign, customer__number__gt=after).select_related("customer")
    names = ("cell", "arm", "is_rolled_out", "is_served", "answered_test", "answered", "coupons_used")
    return [
        CampaignMemberOut(customer=member.customer.number, **{name: getattr(member, name) for name in names})
        for member in members.order_by("customer__number")[:MEMBERS_AT_MOST]
    ]


def _found(request: ApiRequest, pk: int) -> Campaign:
    require_everywhere(request.scope)
    return get_object_or_404(Campaign.objects.select_related("offer__template", "offer__coupon", "partner"), pk=pk)


def _named(model: type[Template] | type[Coupon] | type[Organisation], name: str, *, key: str = "code") -> Any:
    if not name:
        return None
    found = model._default_manager.filter(**{key: name}).first()
    if found is None:
        raise UnknownPart(_("There is no “%(key)s”; choose one that exists.") % {"key": name})
    return found
