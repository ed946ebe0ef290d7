"""Setting up membership: plans, tiers, rewards, coupons and their codes."""

import os
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.lib.errors import ShukeError
from shuke.lib.http import NO_NUL, Number, Strict
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.catalog.models import Product
from shuke.records.membership.models import Coupon, Plan, Reward, Tier
from shuke.records.membership.schemas import CodeText, ShortText
from shuke.records.membership.services import make_codes
from shuke.records.membership.services.offers import save_coupon, save_plan, save_reward, save_tier

router = Router(tags=["membership"])

Name = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]
Rate = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Money = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Days = Annotated[int, Field(ge=0, le=36_500)]
Count = Annotated[int, Field(ge=0, le=10**9)]
MOST_AT_ONCE = 100_000  # in one answer's time; more are made by several calls


class UnknownProduct(ShukeError):
    """An item coupon for a product that the catalogue does not have."""


class PlanFields(Strict):
    name: Name
    is_open: bool = True
    currency: ShortText
    time_zone: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=64)]
    points_per_unit: Rate = Decimal(1)
    growth_per_unit: Rate = Decimal(1)
    point_value: Rate = Decimal("0.01")
    earns_on_points_paid: bool = False
    most_paid_by_points_percent: Annotated[int, Field(ge=0, le=100)] = 100
    return_window_days: Days = 0
    validity_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    grace_days: Days = 30
    discount_percent: Percent = Decimal(0)
    is_shared: bool = False
    enrol_min_spend: Money | None = None
    enrol_within_days: Days = 7
    agent_most_points: Annotated[int, Field(ge=0, le=10**9)] | None = None
    manager_most_points: Annotated[int, Field(ge=0, le=10**9)] | None = None


class PlanOut(PlanFields):
    code: str


class TierFields(Strict):
    name: Name
    min_growth: Count
    period_days: Annotated[int, Field(ge=1, le=36_500)] = 365
    grace_days: Days = 30
    discount_percent: Percent = Decimal(0)
    points_multiplier: Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)] = Decimal(1)
    benefits: list[Name] = Field([], max_length=20)


class TierOut(TierFields):
    code: str


class RewardFields(Strict):
    name: Name
    points: Annotated[int, Field(ge=1, le=10**9)]
    stock: Count | None = None
    is_offered: bool = True


class RewardOut(RewardFields):
    code: str


class CouponFields(Strict):
    name: Name
    kind: Literal["percent", "amount", "item"]
    value: Money = Decimal(0)
    currency: ShortText
    min_spend: Money = Decimal(0)
    starts_on: date | None = None
    ends_on: date | None = None
    most_per_customer: Annotated[int, Field(ge=1, le=10_000)] | None = None
    is_offered: bool = True


class CouponIn(CouponFields):
    product: Number | None = Field(None, description="of an item coupon, by its code")


class CouponOut(CouponFields):
    code: str


class CodesIn(Strict):
    count: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)]


class CodesOut(Schema):
    made: int


@router.get("/plans", response=list[PlanOut], summary="The plans")
@api_operation("membership.view")
def list_plans(request: ApiRequest) -> list[Plan]:
    return list(Plan.objects.all())


@router.put("/plans/{code}", response=PlanOut, summary="Make a plan, or set what it promises")
@api_operation("settings.manage")
def put_plan(request: ApiRequest, code: CodeText, body: PlanFields) -> Plan:
    """Points earned before keep the expiry they were given."""
    return save_plan(scope=request.scope, now=timezone.now(), code=code, values=body.model_dump())


@router.put("/plans/{code}/tiers/{tier}", response=TierOut, summary="Make or change a tier")
@api_operation("settings.manage")
def put_tier(request: ApiRequest, code: CodeText, tier: CodeText, body: TierFields) -> Tier:
    plan = get_object_or_404(Plan, code=code)
    return save_tier(scope=request.scope, now=timezone.now(), plan=plan, code=tier, values=body.model_dump())


@router.put("/plans/{code}/rewards/{reward}", response=RewardOut, summary="Make or change a reward")
@api_operation("offers.manage")
def put_reward(request: ApiRequest, code: CodeText, reward: CodeText, body: RewardFields) -> Reward:
    plan = get_object_or_404(Plan, code=code)
    return save_reward(scope=request.scope, now=timezone.now(), plan=plan, code=reward, values=body.model_dump())


@router.put("/coupon-kinds/{code}", response=CouponOut, summary="Make or change what a coupon gives")
@api_operation("offers.manage")
def put_coupon(request: ApiRequest, code: CodeText, body: CouponIn) -> Coupon:
    product = Product.objects.filter(code=body.product).first() if body.product else None
    if body.product and product is None:
        raise UnknownProduct(_("The catalogue has no product “%(code)s”.") % {"code": body.product})
    values = {**body.model_dump(exclude={"product"}), "product": product}
    return save_coupon(scope=request.scope, now=timezone.now(), code=code, values=values)


@router.post("/coupon-kinds/{code}/codes", response={201: CodesOut}, summary="Make single-use codes")
@idempotent
@api_operation("offers.manage")
def create_codes(request: ApiRequest, code: CodeText, body: CodesIn) -> Status[CodesOut]:
    coupon = get_object_or_404(Coupon, code=code)
    made = make_codes(scope=request.scope, now=timezone.now(), coupon=coupon, count=body.count, random_bytes=os.urandom)
    return Status(201, CodesOut(made=made))
