"""What a member may have today: discount, points, coupons, what the next level takes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from shuke.records.customers.models import Customer
from shuke.records.membership.checkout.buyers import Buyer, member_for, terms_of
from shuke.records.membership.models import Card, CouponCode, Member, Plan, Tier
from shuke.records.membership.queries import Balance, balance_of, growth_of, purse_members
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
    next_tier: Tier | None
    growth_missing: int

    @property
    def is_shared(self) -> bool:
        return self.member.plan.is_shared


def entitlements_of(customer: Customer, *, currency: str, today: date, now: datetime) -> Entitlements | None:
    """None for who is in no plan; the discount is of purchases in `currency`."""
    member = member_for(customer)
    if member is None or not member.is_active:
        return None
    purse = [one.pk for one in purse_members(member)]
    terms = terms_of(Buyer(customer=customer, member=member), currency=currency)
    above = _tier_above(member)
    gathered = growth_of(purse, until=today, period_days=above.period_days) if above else 0
    return Entitlements(
        member=member,
        discount_percent=terms.discount_percent,
        balance=balance_of(purse, now=now),
        cards=list(Card.objects.filter(member__in=purse, status=Card.Status.ACTIVE).order_by("pk")),
        coupons=coupons_of(customer, today=today),
        next_tier=above,
        growth_missing=max(0, above.min_growth - gathered) if above else 0,
    )


def coupons_of(customer: Customer, *, today: date) -> list[CouponCode]:
    """Codes made out to the person that can be used today, the soonest to end first."""
    codes = CouponCode.objects.filter(
        Q(most_uses__isnull=True) | Q(used__lt=F("most_uses")),
        Q(coupon__starts_on__isnull=True) | Q(coupon__starts_on__lte=today),
        Q(coupon__ends_on__isnull=True) | Q(coupon__ends_on__gte=today),
        customer__in=people_in(customer.pk),
        voided_at__isnull=True,
        coupon__is_offered=True,
    )
    return list(
        codes.select_related("coupon").order_by(F("coupon__ends_on").asc(nulls_last=True), "pk")[:COUPONS_AT_MOST]
    )


def plan_to_join(customer: Customer, *, now: datetime) -> Plan | None:
    """The first plan the customer may join at once; None when there is none, or its rule is not met."""
    plans = Plan.objects.filter(is_open=True).order_by("pk")
    return next((plan for plan in plans if is_eligible(plan, customer, now=now)), None)


def expires_on(held: Entitlements, zone: ZoneInfo) -> date | None:
    """The last day on which the points that end next can be spent."""
    ends_at = held.balance.next_expiry_at
    return (ends_at - timedelta(seconds=1)).astimezone(zone).date() if ends_at else None


def _tier_above(member: Member) -> Tier | None:
    held = member.tier.min_growth if member.tier else -1
    return Tier.objects.filter(plan=member.plan_id, min_growth__gt=held).order_by("min_growth").first()
