from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.records.customers.services import record_event
from shuke.records.membership.ledger.tiers import Level, Standing, next_standing
from shuke.records.membership.models import GrowthRow, Member, Tier, TierChange
from shuke.records.membership.queries import growth_of
from shuke.records.membership.queries.members import zone_of
from shuke.records.membership.services.purse import Cause, Purse, lock_purse


def add_growth(purse: Purse, growth: int, *, on: date, cause: Cause, scope: Scope, now: datetime) -> TierChange | None:
    """± growth value; a purse that is locked. Lifts the member at once when a level is reached."""
    if not growth:
        return None
    GrowthRow.objects.create(
        member=purse.leader,
        growth=growth,
        on=on,
        at=now,
        source=cause.source,
        source_key=cause.key,
        order=cause.order,
        reason=cause.reason,
    )
    return stand(purse, scope=scope, now=now, is_review=False)


def stand(purse: Purse, *, scope: Scope, now: datetime, is_review: bool) -> TierChange | None:
    """Puts the member on the level they have earned; returns the step, if there was one."""
    member, tiers = purse.leader, purse.tiers
    height = next((tier.min_growth for tier in tiers if tier.pk == member.tier_id), -1)
    is_at_top = all(tier.min_growth <= height for tier in tiers)
    if not tiers or (is_at_top and not is_review and member.falls_at is None):
        return None
    growth = _growth(purse, tiers, now=now)
    before = Standing(level_id=member.tier_id, falls_at=member.falls_at)
    after = next_standing([_level(tier) for tier in tiers], before, growth, now=now, is_review=is_review)
    if after == before:
        return None
    member.tier_id, member.falls_at = after.level_id, after.falls_at
    if after.level_id == before.level_id:
        member.save(update_fields=["falls_at"])
        return None
    member.tier_since = now
    member.save(update_fields=["tier", "tier_since", "falls_at"])
    held = next((tier for tier in tiers if tier.pk == after.level_id), None)
    return _record(purse, before.level_id, held, growth, scope=scope, now=now, is_review=is_review)


def review_tiers(*, scope: Scope, now: datetime, report: Callable[[int], None] = lambda done: None) -> int:
    """Every member with a level, one transaction each; returns how many moved. Repeatable."""
    moved = 0
    ids = list(Member.objects.filter(tier__isnull=False).order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(ids, start=1):
        with transaction.atomic():
            purse = lock_purse(Member.objects.select_related("plan", "customer").get(pk=pk))
            if purse.leader.pk == pk and stand(purse, scope=scope, now=now, is_review=True):
                moved += 1
        report(done)
    return moved


def _growth(purse: Purse, tiers: Sequence[Tier], *, now: datetime) -> dict[int, int]:
    today = day_in(zone_of(purse.leader), now)
    periods = {tier.period_days for tier in tiers}
    return {days: growth_of(purse.member_ids, until=today, period_days=days) for days in periods}


def _level(tier: Tier) -> Level:
    return Level(id=tier.pk, min_growth=tier.min_growth, period_days=tier.period_days, grace_days=tier.grace_days)


def _record(
    purse: Purse, before_id: int | None, after: Tier | None, growth: dict[int, int], *, scope: Scope, now: datetime,
    is_review: bool,
) -> TierChange:  # fmt: skip
    change = TierChange.objects.create(
        member=purse.leader,
        before_id=before_id,
        after=after,
        growth=growth[after.period_days] if after else 0,
        reason="reviewed" if is_review else "reached",
        at=now,
    )
    record_event(
        scope=scope,
        kind="tier.changed",
        now=now,
        origin="membership",
        customer_id=purse.leader.customer_id,
        facts={"plan": purse.plan.code, "tier": after.code if after else None, "reason": change.reason},
    )
    return change
