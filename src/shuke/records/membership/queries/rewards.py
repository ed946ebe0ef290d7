"""What points are exchanged for, and what was handed out."""

from collections.abc import Collection

from django.db.models import QuerySet

from shuke.records.membership.models import Plan, Reward, RewardClaim


def rewards_of(plan: Plan) -> QuerySet[Reward]:
    """On offer and in stock, the cheapest first."""
    return Reward.objects.filter(plan=plan, is_offered=True).exclude(stock=0).order_by("points", "pk")


def claims_of(member_ids: Collection[int]) -> QuerySet[RewardClaim]:
    """Handed out and not brought back, the latest first."""
    claims = RewardClaim.objects.filter(entry__member__in=member_ids, returned_at__isnull=True)
    return claims.select_related("reward", "entry__store").order_by("-pk")
