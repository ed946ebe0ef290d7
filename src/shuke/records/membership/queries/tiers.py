"""How far it is to the next tier."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shuke.lib.dates import day_in
from shuke.records.membership.models import Member, Tier
from shuke.records.membership.queries.members import zone_of
from shuke.records.membership.queries.points import growth_of


@dataclass(frozen=True)
class NextTier:
    tier: Tier
    growth: int  # gathered in the tier's period

    @property
    def missing(self) -> int:
        return max(self.tier.min_growth - self.growth, 0)

    @property
    def share(self) -> float:
        return min(self.growth / self.tier.min_growth, 1.0)


def next_tier_of(leader: Member, purse_ids: Collection[int], *, now: datetime) -> NextTier | None:
    """Of who leads the purse. None at the top; a tier that takes no growth value is no goal for anybody."""
    height = leader.tier.min_growth if leader.tier else 0
    tier = Tier.objects.filter(plan=leader.plan_id, min_growth__gt=height).order_by("min_growth").first()
    if tier is None:
        return None
    today = day_in(zone_of(leader), now)
    return NextTier(tier, growth_of(purse_ids, until=today, period_days=tier.period_days))
