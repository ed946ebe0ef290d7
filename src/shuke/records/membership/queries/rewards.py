"""What points are exchanged for, and what was handed out."""

from collections.abc import Collection

from django.db.models import QuerySet

from shuke.records.membership.models import Entry, Plan, Reward, RewardClaim


def rewards_of(plan: Plan) -> QuerySet[Reward]:
    """On offer and in stock, the cheapest first."""
    return Reward.objects.filter(plan=plan, is_offered=True).exclude(stock=0).order_by("points", "pk")


def claims_of(member_ids: Collection[int]) -> QuerySet[RewardClaim]:
    """Handed out and not brought back, the latest first."""
    claims = RewardClaim.objects.filter(entry__member__in=member_ids, returned_at__isnull=True)
    return claims.select_related("reward", "entry__store").order_by("-pk")


def rows_of(claim: RewardClaim) -> list[Entry]:
    """A row for each account of merged customers that the points came from; the claim names the first."""
    return rows_with(claim.entry)


def rows_with(first: Entry) -> list[Entry]:
    """The row that a cause made, with those of the same movement in other accounts of merged customers."""
    others = Entry.objects.filter(
        plan=first.plan_id,
        source=first.source,
        kind=first.kind,
        source_key__startswith=f"{first.source_key}:of",
    )
    # The key is a till's own words: that of another movement may begin as this one's does.
    own = [row for row in others.order_by("pk") if row.source_key == f"{first.source_key}:of{row.member_id}"]
    return [first, *own]
