"""A campaign on paper: written, changed, repeated, thrown away."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.forms import model_to_dict
from django.utils.translation import gettext as _

from shuke.actions.campaigns.audience import read_audience
from shuke.actions.campaigns.models import LONGEST_DAYS, Campaign
from shuke.actions.campaigns.services.states import locked, require_everywhere
from shuke.actions.offers.models import Offer
from shuke.actions.offers.services import check_offer
from shuke.analytics.response.breakeven import Terms
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Organisation
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template

State = Campaign.State
OF_OFFER = ("way", "template", "coupon", "points", "script", "cost_per_piece")
ON_PAPER = (State.DRAFT, State.AWAITING, State.APPROVED)


class BadCampaign(ShukeError):
    """Wishes with which there is no campaign."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody writes on the page of a new campaign."""

    name: str
    audience: str = ""  # a segment's text; empty: everybody
    segment_key: str = ""
    way: str = ""
    template: Template | None = None
    coupon: Coupon | None = None
    points: int = 0
    script: str = ""
    cost_per_piece: Decimal
    net_revenue_per_sale: Decimal
    budget: Decimal | None = None
    expected_rate: Decimal | None = None  # a share
    window_days: int = 28
    test_step: int = 20
    hold_out_share: Decimal = Decimal("0.1")
    counts_purchase: bool = True
    counts_coupon: bool = True
    counts_reply: bool = True
    planned_on: date | None = None
    partner: Organisation | None = None  # a firm that bears part of the cost
    partner_share: Decimal = Decimal(0)  # of it


OF_CAMPAIGN = tuple(field.name for field in fields(Wishes) if field.name not in (*OF_OFFER, "audience"))


@transaction.atomic
def save_campaign(*, scope: Scope, now: datetime, wishes: Wishes, campaign: Campaign | None = None) -> Campaign:
    """A draft; what was approved has to be approved anew.

    Raises BadCampaign, EmptyOffer, BadTerms, UnreadableSegment, WrongAudience, WrongState.
    """
    require_everywhere(scope)
    _check(wishes)
    made = locked(campaign, *ON_PAPER) if campaign else Campaign(created_by_id=scope.staff_id, created_at=now)
    made.audience = read_audience(wishes.audience)
    made.offer = _save_offer(made.offer if campaign else Offer(), wishes)
    for name in OF_CAMPAIGN:
        setattr(made, name, getattr(wishes, name))
    made.state, made.asked_by, made.approved_by, made.approved_at = State.DRAFT, None, None, None
    made.save()
    record_audit(scope=scope, action="campaign.save", at=now, subject=f"campaign:{made.pk}", facts={"name": made.name})
    return made


@transaction.atomic
def repeat_campaign(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """A new draft with the same audience, offer and terms."""
    require_everywhere(scope)
    old = campaign.offer
    offer = Offer.objects.create(**{name: getattr(old, name) for name in OF_OFFER})
    kept = model_to_dict(campaign, fields=[*OF_CAMPAIGN, "audience"])
    kept |= {"planned_on": None, "expected_rate": None, "partner": campaign.partner}
    made = Campaign.objects.create(offer=offer, created_by_id=scope.staff_id, created_at=now, **kept)
    record_audit(scope=scope, action="campaign.save", at=now, subject=f"campaign:{made.pk}", facts={"name": made.name})
    return made


@transaction.atomic
def delete_draft(*, scope: Scope, now: datetime, campaign: Campaign) -> None:
    """Only what nobody was written to for. Raises WrongState."""
    require_everywhere(scope)
    found = locked(campaign, *ON_PAPER)
    facts = {"name": found.name}
    record_audit(scope=scope, action="campaign.delete", at=now, subject=f"campaign:{found.pk}", facts=facts)
    offer = found.offer
    found.delete()
    offer.delete()


def imagined_campaign(wishes: Wishes) -> Campaign:
    """The campaign of these wishes, written down nowhere. Raises as `save_campaign` does."""
    _check(wishes)
    offer = Offer(**{name: getattr(wishes, name) for name in OF_OFFER})
    check_offer(offer)
    told = {name: getattr(wishes, name) for name in OF_CAMPAIGN}
    return Campaign(offer=offer, audience=read_audience(wishes.audience), **told)


def _check(wishes: Wishes) -> None:
    Terms(cost_per_piece=wishes.cost_per_piece, net_revenue_per_sale=wishes.net_revenue_per_sale)
    if not wishes.name.strip():
        raise BadCampaign(_("Give the campaign a name, so that others know what was sent."))
    if not 1 <= wishes.window_days <= LONGEST_DAYS:
        raise BadCampaign(_("Answers count for 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    if wishes.test_step < 1:
        raise BadCampaign(_("Test every customer (1), or every second, third, … one."))
    if not 0 <= wishes.hold_out_share < 1:
        raise BadCampaign(_("Hold out from 0% to below 100% of the audience."))
    if not (wishes.counts_purchase or wishes.counts_coupon or wishes.counts_reply):
        raise BadCampaign(_("Say what counts as an answer: a purchase, the coupon used, or a reply."))
    if not 0 <= wishes.partner_share <= 1:
        raise BadCampaign(_("A partner bears from 0% to 100% of the cost."))
    if wishes.partner_share and wishes.partner is None:
        raise BadCampaign(_("Say which firm bears that share of the cost."))
    if wishes.expected_rate is not None and not 0 < wishes.expected_rate <= 1:
        raise BadCampaign(_("The expected response lies above 0% and is at most 100%."))


def _save_offer(offer: Offer, wishes: Wishes) -> Offer:
    for name in OF_OFFER:
        setattr(offer, name, getattr(wishes, name))
    check_offer(offer)
    offer.save()
    return offer
