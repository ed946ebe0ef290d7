"""A little of what happens at a counter, through its own services: rewards, coupons, cards, gifts after a fault."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from shuke.records.access.scope import Scope
from shuke.records.membership.models import Coupon, CouponCode, Member, Plan, Reward
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import (
    Cause,
    adjust_points,
    claim_reward,
    compensate_points,
    end_card,
    issue_card,
    redeem_coupon,
    replace_card,
    reserve_coupon,
)

CLAIMS, USES, GIFTS, FRIENDS, LOST = 40, 30, 6, 5, 4


def lead_a_life(*, scope: Scope, now: dt.datetime, plan: Plan, coupons: Sequence[Coupon], rng: Random) -> None:
    members = list(Member.objects.filter(plan=plan).select_related("plan", "customer", "home_store", "tier"))
    if not members:
        return
    chosen = rng.sample(members, k=min(len(members), CLAIMS))
    rewards = list(plan.rewards.order_by("-points"))
    for place, member in enumerate(chosen):
        _claim(member, rewards, place, scope=scope, now=now)
    for place, member in enumerate(chosen[:GIFTS]):
        cause = Cause(source="demo", key=f"gift:{place}", reason="Sorry for the wait at the till", note="demo data")
        compensate_points(scope=scope, now=now, member=member, points=100, cause=cause)
    slip = Cause(source="demo", key="slip", reason="An order counted twice", note="demo data")
    adjust_points(scope=scope, now=now, member=chosen[0], points=-20, cause=slip)
    for coupon in coupons:
        _use(coupon, rng.sample(members, k=min(len(members), USES)), scope=scope, now=now)
    _cards(chosen, scope=scope, now=now, rng=rng)


def _claim(member: Member, rewards: Sequence[Reward], place: int, *, scope: Scope, now: dt.datetime) -> None:
    points = balance_of([member.pk], now=now).points
    within_reach = [reward for reward in rewards if reward.points <= points]
    if within_reach:
        reward = within_reach[place % len(within_reach)]
        claim_reward(scope=scope, now=now, member=member, reward=reward, cause=Cause(source="demo", key=f"r{place}"))


def _use(coupon: Coupon, members: Sequence[Member], *, scope: Scope, now: dt.datetime) -> None:
    codes = list(CouponCode.objects.filter(coupon=coupon).order_by("pk").values_list("code", flat=True)[: len(members)])
    for place, member in enumerate(members):
        code = codes[place % len(codes)]
        zone = member.plan.time_zone
        use = reserve_coupon(scope=scope, now=now, code=code, customer=member.customer, zone=zone)
        redeem_coupon(scope=scope, now=now, use=use)


def _cards(members: Sequence[Member], *, scope: Scope, now: dt.datetime, rng: Random) -> None:
    for member in members[:FRIENDS]:
        issue_card(scope=scope, now=now, member=member, rng=rng, holder="A friend")
    for place, member in enumerate(members[FRIENDS : FRIENDS + LOST]):
        card = member.cards.first()
        if card is not None:
            lost = end_card(scope=scope, now=now, card=card, status="lost")
            if place % 2:
                replace_card(scope=scope, now=now, card=lost, rng=rng)
