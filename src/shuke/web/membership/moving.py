"""Who moves next between tiers: within reach of the next one, or in the grace before falling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from shuke.lib.dates import day_in
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import GrowthRow, Member, Plan, Tier

REACH = 0.8  # of a tier's growth value: whoever has so much is within reach of it
SHOWN = 8


@dataclass(frozen=True)
class Rising:
    member: Member
    growth: int
    tier: Tier  # the next

    @property
    def missing(self) -> int:
        return self.tier.min_growth - self.growth

    @property
    def share(self) -> float:
        return self.growth / self.tier.min_growth


@dataclass(frozen=True)
class TierInReach:
    tier: Tier
    count: int
    rising: Sequence[Rising]

    @property
    def url(self) -> str:
        return f"{reverse('customers')}?rises_to={self.tier.pk}"


@dataclass(frozen=True)
class Moving:
    plan: Plan
    tiers: Sequence[TierInReach]
    falling: Sequence[Member]  # the first to fall first
    falling_count: int

    @property
    def falling_url(self) -> str:
        return f"{reverse('membership')}?plan={self.plan.pk}&grace=yes"


def moving_of(members: QuerySet[Member], *, now: datetime) -> list[Moving]:
    """Of the members seen; each plan with tiers asks the same queries, however many members there are."""
    found = []
    for plan in Plan.objects.prefetch_related("tiers"):
        tiers = list(plan.tiers.all())
        today = day_in(plan.time_zone, now)
        steps = [_step(members, tier, below, today=today) for below, tier in pairwise(tiers)]
        if tiers and tiers[0].min_growth > 0:
            steps.insert(0, _step(members, tiers[0], None, today=today))
        falling = members.filter(plan=plan, falls_at__isnull=False).order_by("falls_at", "pk")
        found.append(Moving(plan, steps, list(falling[:SHOWN]), falling.count()))
    return found


def people_rising(tier: Tier, *, today: date) -> QuerySet[Any, Any]:
    """{person, growth} of those within reach, most first. Accounts of merged customers count for who they became."""
    since = today - timedelta(days=tier.period_days - 1)
    rows = GrowthRow.objects.filter(member__plan=tier.plan_id, on__gte=since, on__lte=today).order_by()
    people = rows.values(person=Coalesce("member__customer__merged_into", "member__customer"))
    within = people.annotate(total=Sum("growth")).filter(total__gte=tier.min_growth * REACH, total__lt=tier.min_growth)
    return within.order_by("-total", "person")


def members_rising(members: QuerySet[Member], tier: Tier, below: Tier | None, *, today: date) -> QuerySet[Member]:
    people = people_rising(tier, today=today).order_by().values("person")
    return members.filter(plan=tier.plan_id, tier=below).alias(rising=PERSON).filter(rising__in=people)


def tier_below(tier: Tier) -> Tier | None:
    return Tier.objects.filter(plan=tier.plan_id, min_growth__lt=tier.min_growth).order_by("-min_growth").first()


def _step(members: QuerySet[Member], tier: Tier, below: Tier | None, *, today: date) -> TierInReach:
    rising = members_rising(members, tier, below, today=today)
    ranked = list(people_rising(tier, today=today).values_list("person", "total")[: SHOWN * 8])
    first = rising.annotate(person=PERSON).filter(person__in=[pk for pk, _total in ranked])
    by_person = {member.person: member for member in first}
    shown = [Rising(by_person[pk], total, tier) for pk, total in ranked if pk in by_person]
    return TierInReach(tier, rising.count(), shown[:SHOWN])
