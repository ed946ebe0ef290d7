"""Setting up plans with their tiers, coupons and rewards. Every change is audited."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.models import Coupon, Plan, Reward, Tier

M = TypeVar("M", Plan, Tier, Coupon, Reward)


@transaction.atomic
def save_plan(*, scope: Scope, now: datetime, code: str, values: Mapping[str, object]) -> Plan:
    """The plan of that code, made when new. Raises ValidationError. What was earned before keeps its expiry."""
    plan = Plan.objects.select_for_update().filter(code=code).first() or Plan(code=code, created_at=now)
    return _saved(plan, values, scope=scope, now=now, action="plan.save")


@transaction.atomic
def save_tier(*, scope: Scope, now: datetime, plan: Plan, code: str, values: Mapping[str, object]) -> Tier:
    tier = Tier.objects.select_for_update().filter(plan=plan, code=code).first() or Tier(plan=plan, code=code)
    return _saved(tier, values, scope=scope, now=now, action="tier.save")


@transaction.atomic
def save_coupon(*, scope: Scope, now: datetime, code: str, values: Mapping[str, object]) -> Coupon:
    coupon = Coupon.objects.select_for_update().filter(code=code).first() or Coupon(code=code)
    return _saved(coupon, values, scope=scope, now=now, action="coupon.save")


@transaction.atomic
def save_reward(*, scope: Scope, now: datetime, plan: Plan, code: str, values: Mapping[str, object]) -> Reward:
    reward = Reward.objects.select_for_update().filter(plan=plan, code=code).first() or Reward(plan=plan, code=code)
    return _saved(reward, values, scope=scope, now=now, action="reward.save")


def _saved(row: M, values: Mapping[str, object], *, scope: Scope, now: datetime, action: str) -> M:
    before = {name: _plain(getattr(row, name)) for name in values if row.pk}
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    row.refresh_from_db()  # 15 and 15.00 are no change
    changes = {name: [before.get(name), _plain(getattr(row, name))] for name in values}
    facts = {"code": row.code, "changes": {name: both for name, both in changes.items() if both[0] != both[1]}}
    subject = f"{action.partition('.')[0]}:{row.pk}"
    record_audit(scope=scope, action=action, at=now, subject=subject, facts=facts)
    return row


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool | list | None) else str(value)
