"""Why a campaign or an event did not speak to somebody of its audience."""

from django.db.models import Q, QuerySet

from shuke.actions.campaigns.models import CampaignMember, Guest
from shuke.records.customers.queries import own_and_merged


def left_out_of_campaigns(customer_id: int) -> QuerySet[CampaignMember]:
    """Held out, not to be reached, left for the roll-out, or given nothing; the latest campaign first."""
    arms = CampaignMember.Arm
    silent = Q(arm__in=[arms.HELD, arms.OUT]) | Q(arm=arms.REST, is_rolled_out=False) | Q(gift__refusal__gt="")
    members = CampaignMember.objects.filter(silent, customer__in=own_and_merged(customer_id))
    return members.select_related("campaign", "gift").order_by("-campaign_id")


def left_out_of_events(customer_id: int) -> QuerySet[Guest]:
    """The same of events, the latest first."""
    silent = Q(arm__in=[Guest.Arm.HELD, Guest.Arm.OUT]) | Q(gift__refusal__gt="")
    guests = Guest.objects.filter(silent, customer__in=own_and_merged(customer_id))
    return guests.select_related("gathering", "gift").order_by("-gathering_id")
