"""What followed the links of a campaign's messages."""

from datetime import datetime

from django.db.models import CharField, Count, Min, QuerySet, Value

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.records.access.scope import Scope
from shuke.records.messages.models import LEFT, MessageSend, State
from shuke.records.sales.queries import Followed, followed_by, followed_sends, opened_sends


def followed_by_campaign(campaign: Campaign, *, scope: Scope) -> Followed:
    """People who opened a link, who bought in the days after it, their orders and revenue; one query."""
    pairs = _sends_of(campaign.pk).values_list("pk", Value("", output_field=CharField()))
    return followed_by(pairs, scope=scope).get("", Followed())


def sent_by_campaign(campaign_id: int) -> QuerySet[MessageSend]:
    """Its messages that left, to people who are still known."""
    return _sends_of(campaign_id).filter(state__in=LEFT, customer__erased_at__isnull=True)


def later_of_campaign(campaign_id: int, *, now: datetime) -> tuple[int, datetime | None]:
    """How many of its messages wait for their hour (quiet hours, a day's budget), and when the first of them leaves."""
    waiting = _sends_of(campaign_id).filter(state=State.QUEUED, due_at__gt=now)
    told = waiting.aggregate(count=Count("pk"), first_at=Min("due_at"))
    return told["count"], told["first_at"]


def opened_of_campaign(campaign_id: int) -> QuerySet[MessageSend]:
    return opened_sends(_sends_of(campaign_id))


def followed_of_campaign(campaign_id: int, *, scope: Scope) -> QuerySet[MessageSend]:
    """Its messages that a purchase followed."""
    sends = _sends_of(campaign_id).values_list("pk", Value("", output_field=CharField()))
    return MessageSend.objects.filter(pk__in=followed_sends(sends, scope=scope))


def _sends_of(campaign_id: int) -> QuerySet[MessageSend]:
    given = CampaignMember.objects.filter(campaign=campaign_id, gift__send__isnull=False)
    return MessageSend.objects.filter(pk__in=given.values("gift__send"))
