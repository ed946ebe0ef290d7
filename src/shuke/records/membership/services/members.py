from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import own_and_merged, survivor_of
from shuke.records.customers.services import record_event
from shuke.records.membership.models import Member, Plan, TierChange
from shuke.records.membership.queries import member_of
from shuke.records.sales.models import Order


class NotEligible(ShukeError):
    """The plan asks something of who joins, and it was not met; or it takes nobody."""


@transaction.atomic
def enrol_member(
    *, scope: Scope, now: datetime, plan: Plan, customer: Customer, origin: str, document: str = ""
) -> Member:
    """The customer's account in the plan, made when new. Of an identity document only a keyed hash is kept.

    Raises NotEligible.
    """
    survivor = Customer.objects.select_for_update().get(pk=survivor_of(customer).pk)
    known = member_of(survivor, plan=plan)
    if known is not None:
        return known
    _require_eligible(plan, survivor, now=now)
    first = plan.tiers.filter(min_growth=0).first()
    member = Member.objects.create(
        plan=plan,
        customer=survivor,
        tier=first,
        tier_since=now if first else None,
        home_store=survivor.home_store,
        document_hash=document_hash(document) if document else "",
        enrolled_by_id=scope.staff_id,
        enrolled_at=now,
    )
    if first:
        TierChange.objects.create(member=member, after=first, growth=0, reason="enrolled", at=now)
    subject, facts = f"customer:{survivor.pk}", {"plan": plan.code}
    record_audit(scope=scope, action="member.enrol", at=now, subject=subject, facts=facts)
    record_event(
        scope=scope, kind="member.enrolled", now=now, origin=origin, customer_id=survivor.pk,
        store_id=survivor.home_store_id, facts=facts,
    )  # fmt: skip
    return member


def document_hash(document: str) -> str:
    """The same document gives the same hash here and nowhere else: it is keyed with this installation's secret."""
    normal = "".join(document.split()).upper()
    return salted_hmac("shuke.membership.document", normal, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def is_eligible(plan: Plan, customer: Customer, *, now: datetime) -> bool:
    """Whether the customer may join at once: the plan takes members, and what it asks for was met."""
    if not plan.is_open or plan.enrol_min_spend is None:
        return plan.is_open
    since = now - timedelta(days=plan.enrol_within_days)
    people = own_and_merged(customer.pk)
    orders = Order.objects.filter(
        customer__in=people, ordered_at__gte=since, currency=plan.currency, total__gte=plan.enrol_min_spend
    )
    came_back = Coalesce(Sum("lines__undone_by__amount"), Decimal(0))  # below zero
    return orders.annotate(kept=F("total") + came_back).filter(kept__gte=plan.enrol_min_spend).exists()


def _require_eligible(plan: Plan, customer: Customer, *, now: datetime) -> None:
    if is_eligible(plan, customer, now=now):
        return
    if not plan.is_open:
        raise NotEligible(_("“%(plan)s” takes no new members.") % {"plan": plan.name})
    least = plan.enrol_min_spend or Decimal(0)
    raise NotEligible(
        _("To join “%(plan)s”, it takes an order of at least %(amount)s %(currency)s in the latest %(days)d days.")
        % {
            "plan": plan.name,
            "amount": f"{least.normalize():f}",
            "currency": plan.currency,
            "days": plan.enrol_within_days,
        }
    )
