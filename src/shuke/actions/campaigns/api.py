"""Campaigns for other programs: what is planned, what it costs, what came of it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from shuke.actions.campaigns import services
from shuke.actions.campaigns.audience import audience_text, read_audience, text_beside_segment
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.queries import needs_approval, plan_of
from shuke.actions.campaigns.results import cells_of_test, options_of, part_of
from shuke.actions.campaigns.schemas import (
    CampaignIn,
    CampaignMemberOut,
    CampaignOut,
    CampaignPlanOut,
    CampaignResultsOut,
    CampaignWhole,
)
from shuke.actions.campaigns.services import Wishes
from shuke.actions.campaigns.services.states import require_everywhere
from shuke.lib.errors import ShukeError
from shuke.lib.http import RowId, Text
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.models import Organisation
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.stores.queries import business_day
from shuke.scores.queries import latest_run

router = Router(tags=["campaigns"])

MEMBERS_AT_MOST = 1_000


class UnknownPart(ShukeError):
    """A template, coupon or firm that does not exist."""


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
    made = services.save_campaign(scope=request.scope, now=timezone.now(), wishes=_wishes(body))
    return Status(201, made)


@router.get("/campaigns/{campaign_id}", response=CampaignWhole, summary="One campaign, and what followed its links")
@api_operation("marketing.view")
def get_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    return found_campaign(request, campaign_id)


@router.put("/campaigns/{campaign_id}", response=CampaignOut, summary="Write it anew, before it starts")
@api_operation("marketing.manage")
def put_campaign(request: ApiRequest, campaign_id: RowId, body: CampaignIn) -> Campaign:
    """A draft again: what was approved has to be approved anew. What is left out is as in a new one."""
    found = found_campaign(request, campaign_id)
    return services.save_campaign(scope=request.scope, now=timezone.now(), wishes=_wishes(body), campaign=found)


@router.delete("/campaigns/{campaign_id}", response={204: None}, summary="Throw away what nobody was written to for")
@api_operation("marketing.manage")
def delete_campaign(request: ApiRequest, campaign_id: RowId) -> Status[None]:
    services.delete_draft(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))
    return Status(204, None)


@router.get("/campaigns/{campaign_id}/plan", response=CampaignPlanOut, summary="What it would reach, cost and bring")
@api_operation("marketing.view")
def get_campaign_plan(request: ApiRequest, campaign_id: RowId) -> dict[str, Any]:
    run, campaign = latest_run(), found_campaign(request, campaign_id)
    plan = plan_of(campaign, today=business_day(timezone.now()), as_of=run.as_of if run else None)
    cost = plan.cost if campaign.budget is None else min(plan.cost, campaign.budget)
    names = ("audience", "refused", "held", "test", "rest", "cost", "breakeven_rate", "breakeven_answers")
    expected = plan.expected
    return {
        **{name: getattr(plan, name) for name in names},
        "expected_rate": expected.rate if expected else None,
        "expected_profit": plan.expected_profit,
        "needs_approval": needs_approval(cost),
    }


@router.get(
    "/campaigns/{campaign_id}/results", response=CampaignResultsOut, summary="What came of it, as counted latest"
)
@api_operation("marketing.view")
def get_campaign_results(request: ApiRequest, campaign_id: RowId) -> dict[str, Any]:
    found = found_campaign(request, campaign_id)
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
    campaign = found_campaign(request, campaign_id)
    members = CampaignMember.objects.filter(campaign=campaign, customer__number__gt=after).select_related("customer")
    names = ("cell", "arm", "is_rolled_out", "is_served", "answered_test", "answered", "coupons_used")
    return [
        CampaignMemberOut(customer=member.customer.number, **{name: getattr(member, name) for name in names})
        for member in members.order_by("customer__number")[:MEMBERS_AT_MOST]
    ]


def found_campaign(request: ApiRequest, pk: int) -> Campaign:
    """Those of the whole business, for who works in all of it."""
    require_everywhere(request.scope)
    related = ("offer__template", "offer__coupon", "partner", "created_by", "asked_by", "approved_by")
    return get_object_or_404(Campaign.objects.select_related(*related), pk=pk)


def _wishes(body: CampaignIn) -> Wishes:
    told = body.model_dump()
    told["segment_key"] = segment = told.pop("segment")
    # Whoever sends back what was read names the segment twice.
    beside = text_beside_segment(read_audience(body.audience), segment) if segment else body.audience
    told["audience"] = audience_text(segment, beside)
    told["template"] = _named(Template, body.template)
    told["coupon"] = _named(Coupon, body.coupon)
    told["partner"] = _named(Organisation, body.partner, key="name")
    return Wishes(**told)


def _named(model: type[Template] | type[Coupon] | type[Organisation], name: str, *, key: str = "code") -> Any:
    if not name:
        return None
    found = model._default_manager.filter(**{key: name}).first()
    if found is None:
        raise UnknownPart(_("There is no “%(key)s”; choose one that exists.") % {"key": name})
    return found
