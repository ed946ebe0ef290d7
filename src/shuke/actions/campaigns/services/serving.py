"""Giving the offer to those whose turn it is. A batch is a transaction: a killed worker loses and doubles nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from shuke.actions.campaigns.models import RUNNING, Campaign, CampaignMember
from shuke.actions.offers.models import Gift
from shuke.actions.offers.services import give, names_products, said_of_products
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.models import State
from shuke.records.messages.services import cancel_messages

AT_ONCE = 50  # members in a transaction: half a second in which nobody else writes to an embedded database
# Members whose products are read together, outside of their batches' transactions: wherever they stand in the file, a
# thousand cost about as much as fifty.
LOOK_AHEAD = 20 * AT_ONCE
Arm = CampaignMember.Arm
# What a campaign's text says of products, by row id of the customer.
OfProducts = Mapping[int, Mapping[str, str]]


def products_ahead(*, campaign_id: int, now: datetime) -> OfProducts:
    """For those who are served next; nothing is read where the text names no products."""
    campaign = Campaign.objects.select_related("offer__template").get(pk=campaign_id)
    if not names_products(campaign.offer):
        return {}
    people = [_person(member) for member in _next(campaign, LOOK_AHEAD)]
    return said_of_products(offer=campaign.offer, people=people, now=now)


@transaction.atomic
def serve_batch(
    *, campaign_id: int, now: datetime, random_bytes: Callable[[int], bytes], ahead: OfProducts | None = None
) -> int:
    """How many were served; 0 when nobody is left, or it was paused or stopped meanwhile.

    `ahead`: of `products_ahead`; for who is not among them it is read here.
    """
    campaigns = Campaign.objects.select_for_update(of=("self",)).select_related("offer__template", "offer__coupon")
    campaigns = campaigns.prefetch_related("offer__template__texts")
    campaign = campaigns.filter(pk=campaign_id, state__in=RUNNING, is_paused=False).first()
    if campaign is None:
        return 0
    members = _next(campaign, AT_ONCE)
    people = [_person(member) for member in members]
    known = ahead or {}
    # Whoever wants no personalisation may have said so since it was read.
    unread = [person for person in people if person.pk not in known or person.is_not_personalised]
    of_products = {**known, **said_of_products(offer=campaign.offer, people=unread, now=now)}
    for member, person in zip(members, people, strict=True):
        more = of_products[person.pk]
        member.gift = _gift(campaign, person, now=now, random_bytes=random_bytes, more=more)
        member.is_served = True
    CampaignMember.objects.bulk_update(members, ["gift", "is_served"])
    return len(members)


def to_serve(campaign: Campaign) -> QuerySet[CampaignMember]:
    turn = Q(arm=Arm.TEST) | Q(is_rolled_out=True)
    return CampaignMember.objects.filter(turn, campaign=campaign, is_served=False)


def cancel_waiting(*, campaign_id: int, now: datetime) -> int:
    """Messages of a stopped campaign that have not left; how many."""
    gifts = CampaignMember.objects.filter(campaign=campaign_id, gift__send__state=State.QUEUED)
    sends = list(gifts.values_list("gift__send", flat=True))
    return cancel_messages(scope=scope_of_system(f"campaign:{campaign_id}"), now=now, sends=sends)


def _next(campaign: Campaign, count: int) -> list[CampaignMember]:
    waiting = to_serve(campaign).select_related("customer__merged_into", "customer__home_store")
    return list(waiting.order_by("pk")[:count])


def _person(member: CampaignMember) -> Customer:
    """Of today: two members who became one get one gift."""
    return survivor_of(member.customer)


def _gift(
    campaign: Campaign,
    person: Customer,
    *,
    now: datetime,
    random_bytes: Callable[[int], bytes],
    more: Mapping[str, str],
) -> Gift | None:
    if person.erased_at is not None:
        return None
    return give(
        scope=scope_of_system(f"campaign:{campaign.pk}"),
        now=now,
        offer=campaign.offer,
        customer=person,
        key=f"campaign:{campaign.pk}:{person.pk}",
        origin=f"campaign:{campaign.pk}",
        random_bytes=random_bytes,
        more=more,
    )
