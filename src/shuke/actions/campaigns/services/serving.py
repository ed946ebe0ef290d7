"""Giving the offer to those whose turn it is. A batch is a transaction: a killed worker loses and doubles nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from shuke.actions.campaigns.models import RUNNING, Campaign, CampaignMember
from shuke.actions.offers.models import Gift
from shuke.actions.offers.services import give
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.models import State
from shuke.records.messages.services import cancel_messages

AT_ONCE = 50  # members in a transaction: half a second in which nobody else writes to an embedded database
Arm = CampaignMember.Arm


@transaction.atomic
def serve_batch(*, campaign_id: int, now: datetime, random_bytes: Callable[[int], bytes]) -> int:
    """How many were served; 0 when nobody is left, or it was paused or stopped meanwhile."""
    campaigns = Campaign.objects.select_for_update(of=("self",)).select_related("offer__template", "offer__coupon")
    campaign = campaigns.filter(pk=campaign_id, state__in=RUNNING, is_paused=False).first()
    if campaign is None:
        return 0
    members = list(to_serve(campaign).select_related("customer__merged_into").order_by("pk")[:AT_ONCE])
    for member in members:
        member.gift = _gift(campaign, member, now=now, random_bytes=random_bytes)
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


def _gift(
    campaign: Campaign, member: CampaignMember, *, now: datetime, random_bytes: Callable[[int], bytes]
) -> Gift | None:
    """By the person of today: two members who became one get one gift."""
    person = survivor_of(member.customer)
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
    )
