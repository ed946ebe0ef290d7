"""What campaigns and events cost us in some days."""

from datetime import date
from decimal import Decimal

from shuke.actions.campaigns.models import Campaign, Gathering, Guest


def spent_between(*, from_on: date, until_on: date, segment_key: str = "") -> Decimal:
    """Our share of the pieces of tests and roll-outs that began, and of events held, on these days, both included.

    Args:
        segment_key: of a saved segment: only what was made for it. Empty: everything.
    """
    campaigns = Campaign.objects.filter(is_history=False, fixed_at__isnull=False).select_related("offer")
    events = Gathering.objects.filter(held_on__gte=from_on, held_on__lte=until_on).select_related("offer")
    events = events.exclude(state=Gathering.State.CANCELLED)
    if segment_key:
        campaigns, events = campaigns.filter(segment_key=segment_key), events.filter(segment_key=segment_key)
    of_campaigns = sum((_of_campaign(each, from_on, until_on) for each in campaigns), Decimal(0))
    return of_campaigns + sum((_of_event(each) for each in events), Decimal(0))


def _of_campaign(campaign: Campaign, from_on: date, until_on: date) -> Decimal:
    parts = (("test", campaign.test_from_on), ("roll_out", campaign.roll_out_on))
    pieces: int = sum(
        (campaign.counted.get(part) or {}).get("pieces", 0)
        for part, began_on in parts
        if began_on is not None and from_on <= began_on <= until_on
    )
    return campaign.own_cost_per_piece * pieces


def _of_event(event: Gathering) -> Decimal:
    if event.offer is None:
        return event.cost
    return event.cost + event.offer.cost_per_piece * event.guests.filter(arm=Guest.Arm.INVITED, is_served=True).count()
