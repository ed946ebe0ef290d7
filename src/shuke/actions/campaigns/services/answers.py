"""Who answered in some days: bought, used the coupon of their gift, said yes or wrote back; never past the last day."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.offers.models import Gift
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import CouponUse
from shuke.records.messages.models import ReceivedMail
from shuke.warehouse.responders import spend_of
from shuke.warehouse.tables import Tables


@dataclass(frozen=True)
class Days:
    from_on: date
    until_on: date


def answers_in(campaign: Campaign, tables: Tables, days: Days, people: "pd.Index[int]", *, zone: str) -> pd.DataFrame:
    """`answered` and `spend_minor` of each of `people` (row ids of today's customers)."""
    bought = spend_of(tables, from_on=days.from_on, until_on=days.until_on, by="current_key").reindex(people).fillna(0)
    answered = (bought["orders"] > 0) & campaign.counts_purchase
    if campaign.counts_coupon:
        answered |= people.isin(list(coupons_used(campaign, days, zone=zone)))
    if campaign.counts_reply:
        replied = _said_yes(campaign, days, zone=zone) | _wrote_back(campaign, days, zone=zone)
        answered |= people.isin(list(replied))
    return pd.DataFrame({"answered": answered, "spend_minor": bought["spend_minor"].astype("int64")}, index=people)


def coupons_used(campaign: Campaign, days: Days, *, zone: str) -> dict[int, int]:
    """How many of their codes each person redeemed, by row id."""
    codes = _gifts(campaign).filter(code__isnull=False).values("code")
    uses = CouponUse.objects.filter(code__in=codes, state=CouponUse.State.REDEEMED)
    used_on = Coalesce("order__ordered_on", TruncDate("settled_at", tzinfo=ZoneInfo(zone)))
    inside = uses.annotate(on=used_on, person=Coalesce("code__customer__merged_into", "code__customer"))
    used: dict[int, int] = {}
    for person in inside.filter(on__gte=days.from_on, on__lte=days.until_on).values_list("person", flat=True):
        used[person] = used.get(person, 0) + 1
    return used


def _said_yes(campaign: Campaign, days: Days, *, zone: str) -> set[int]:
    said = _gifts(campaign).filter(outcome=Gift.Outcome.YES)
    on = TruncDate("outcome_at", tzinfo=ZoneInfo(zone))
    inside = said.annotate(on=on, person=PERSON).filter(on__gte=days.from_on, on__lte=days.until_on)
    return set(inside.values_list("person", flat=True))


def _wrote_back(campaign: Campaign, days: Days, *, zone: str) -> set[int]:
    """People, not programs, who answered the message of their gift by mail."""
    mails = ReceivedMail.objects.filter(answers__in=_gifts(campaign).values("send"), automatic="")
    on = TruncDate("arrived_at", tzinfo=ZoneInfo(zone))
    person = Coalesce("answers__customer__merged_into", "answers__customer")
    inside = mails.annotate(on=on, person=person).filter(on__gte=days.from_on, on__lte=days.until_on)
    return set(inside.values_list("person", flat=True))


def _gifts(campaign: Campaign) -> QuerySet[Gift]:
    return Gift.objects.filter(pk__in=CampaignMember.objects.filter(campaign=campaign).values("gift"))
