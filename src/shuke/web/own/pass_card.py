"""The card as the phone shows it: bars, balance, what expires when, how far to the next tier."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import Coalesce

from shuke.records.membership.cards.pictures import Bar, ean13_bars
from shuke.records.membership.ledger.calendar import last_day
from shuke.records.membership.models import Card, Member, Plan, Reward
from shuke.records.membership.queries import Balance, NextTier, balance_of, expirations_of, leader_of, next_tier_of
from shuke.records.membership.queries.members import zone_of
from shuke.records.sales.models import Order, OrderLine
from shuke.web.words import discount_words


@dataclass(frozen=True)
class ShownCard:
    number: str
    bars: Sequence[Bar]

    @property
    def grouped(self) -> str:
        return f"{self.number[0]} {self.number[1:7]} {self.number[7:]}"


@dataclass(frozen=True)
class Pass:
    """One plan the person is in."""

    member: Member
    balance: Balance
    months: Sequence[tuple[date, int]]  # first day of the month, points that expire in it
    card: ShownCard | None
    next_tier: NextTier | None
    saved: Decimal  # this year, in the plan's currency
    rewards: Sequence[Reward]

    @property
    def discount_percent(self) -> Decimal:
        tier = self.member.tier
        return max(self.member.plan.discount_percent, tier.discount_percent if tier else Decimal(0))

    @property
    def promise(self) -> str:
        return discount_words(self.discount_percent) if self.discount_percent else ""


def passes_of(people: Collection[int], *, survivor_id: int, now: datetime) -> list[Pass]:
    members = Member.objects.filter(customer__in=people, is_active=True)
    by_plan: dict[int, list[Member]] = {}
    for member in members.select_related("plan", "tier", "customer", "home_store").order_by("pk"):
        by_plan.setdefault(member.plan_id, []).append(member)
    return [_pass(found, people, survivor_id, now) for found in by_plan.values()]


def purchases_of_a_year(people: Collection[int], *, until: date) -> int:
    orders = Order.objects.filter(customer__in=people, ordered_on__gt=until - timedelta(days=365))
    return orders.purchases().count()


def _pass(members: list[Member], people: Collection[int], survivor_id: int, now: datetime) -> Pass:
    leader, ids = leader_of(members, survivor_id), [one.pk for one in members]
    plan = leader.plan
    zone = ZoneInfo(zone_of(leader))
    return Pass(
        member=leader,
        balance=balance_of(ids, now=now),
        months=_by_month(expirations_of(ids, now=now), zone.key),
        card=_card(ids),
        next_tier=next_tier_of(leader, ids, now=now),
        saved=_saved(people, plan, since=now.astimezone(zone).date().replace(month=1, day=1)),
        rewards=list(plan.rewards.filter(is_offered=True).exclude(stock=0).order_by("points", "pk")),
    )


def _by_month(expirations: Sequence[tuple[datetime, int]], zone: str) -> list[tuple[date, int]]:
    months: dict[date, int] = {}
    for at, points in expirations:
        month = last_day(zone, at).replace(day=1)
        months[month] = months.get(month, 0) + points
    return sorted(months.items())


def _card(member_ids: Collection[int]) -> ShownCard | None:
    """The latest of the person's own, not of a friend's."""
    card = Card.objects.filter(member__in=member_ids, status=Card.Status.ACTIVE, holder="").order_by("-pk").first()
    return ShownCard(card.number, ean13_bars(card.number)) if card else None


def _saved(people: Collection[int], plan: Plan, *, since: date) -> Decimal:
    lines = OrderLine.objects.filter(order__customer__in=people, order__ordered_on__gte=since)
    saved: Decimal = lines.filter(order__currency=plan.currency).aggregate(n=Coalesce(Sum("discount"), Decimal(0)))["n"]
    return max(saved, Decimal(0))
