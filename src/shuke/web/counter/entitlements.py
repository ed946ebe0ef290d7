"""What a member may have today: discount, points, coupons, what the next level takes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from shuke.records.customers.models import Customer
from shuke.records.membership.checkout.buyers import Buyer, member_for, terms_of
from shuke.records.membership.models import Card, CouponCode, Member, Plan
from shuke.records.membership.queries import Balance, NextTier, balance_of, coupons_of, next_tier_of, purse_ids
from shuke.records.membership.queries.members import people_in
from shuke.records.membership.services import is_eligible

COUPONS_AT_MOST = 6


@dataclass(frozen=True)
class Entitlements:
    member: Member
    discount_percent: Decimal
    balance: Balance
    cards: list[Card]
    coupons: list[CouponCode]  # made out to this customer
    next_tier: NextTier | None

    @property
    def is_shared(self) -> bool:
        return self.member.plan.is_shared


def entitlements_of(customer: Customer, *, currency: str, today: date, now: datetime) -> Entitlements | None:
    """None for who is in no plan; the discount is of purchases in `currency`."""
    member = member_for(customer)
    if member is None or not member.is_active:
        return None
    purse = purse_ids(member)
    terms = terms_of(Buyer(customer=customer, member=member), currency=currency)
    return Entitlements(
        member=member,
        discount_percent=terms.discount_percent,
        balance=balance_of(purse, now=now),
        cards=list(Card.objects.filter(member__in=purse, status=Card.Status.ACTIVE).order_by("pk")),
        coupons=list(coupons_of(people_in(customer.pk), today=today)[:COUPONS_AT_MOST]),
        next_tier=next_tier_of(member, purse, now=now),
    )


def plan_to_join(customer: Customer, *, now: datetime) -> Plan | None:
    """The first plan the customer may join at once; None when there is none, or its rule is not met."""
    plans = Plan.objects.filter(is_open=True).order_by("pk")
    return next((plan for plan in plans if is_eligible(plan, customer, now=now)), None)


def expires_on(held: Entitlements, zone: ZoneInfo) -> date | None:
    """The last day on which the points that end next can be spent."""
    ends_at = held.balance.next_expiry_at
    return (ends_at - timedelta(seconds=1)).astimezone(zone).date() if ends_at else None
