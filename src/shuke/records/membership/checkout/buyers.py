"""Who stands at the till: by card, phone or customer number, and what their plan gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.checkout.basket import Terms
from shuke.records.membership.models import Card, Member, Tier
from shuke.records.membership.queries import leader_of
from shuke.records.membership.queries.at_the_till import cards_called, members_of, tiers_of_plan
from shuke.records.membership.queries.members import people_in
from shuke.records.membership.services import require_in_use
from shuke.records.stores.queries import business

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # a till whose clock is older has lost its battery


class Unknown(ShukeError):
    """Nobody goes by this card, phone or number."""


@dataclass(frozen=True, kw_only=True)
class Buyer:
    customer: Customer | None = None
    member: Member | None = None
    tiers: Sequence[Tier] = ()  # of the plan, the lowest first, where they were read with it
    is_friend: bool = False  # a friend with a card that the plan does not share: points yes, discount no


def find_buyer(*, card: str = "", phone: str = "", number: str = "", by_friend: bool = False, plan: str = "") -> Buyer:
    """The first of card, phone, number that is given decides. Nothing given: an anonymous sale.

    A card made out to a friend tells of itself that a friend carries it. Raises Unknown, CardEnded.
    """
    customer, held = _customer(card=card, phone=phone, number=number)
    if customer is None:
        return Buyer()
    member = held.member if held else member_for(customer, plan=plan)
    if member is not None and not member.is_active:
        member = None
    tiers = _tiers(member) if member else ()
    carries = by_friend or bool(held and held.holder)
    is_friend = bool(member and carries and not member.plan.is_shared)
    return Buyer(customer=member.customer if member else customer, member=member, tiers=tiers, is_friend=is_friend)


def member_for(customer: Customer, *, plan: str = "") -> Member | None:
    """The account in the plan of that code; without one, in the plan joined first."""
    survivor = survivor_of(customer)
    found = [one for one in members_of(*people_in(survivor.pk)) if plan in ("", one.plan.code)]
    same_plan = [one for one in found if one.plan_id == found[0].plan_id]
    return leader_of(same_plan, survivor.pk) if found else None


def terms_of(buyer: Buyer, *, currency: str) -> Terms:
    """The better of the plan's and the tier's discount, not both; nothing in another currency than the plan's."""
    member = buyer.member
    if member is None or member.plan.currency != currency:
        return Terms()
    plan, tier = member.plan, member.tier
    discount = max(plan.discount_percent, tier.discount_percent if tier else plan.discount_percent)
    times = tier.points_multiplier if tier else 1
    return Terms(
        discount_percent=discount * (not buyer.is_friend),
        points_per_unit=plan.points_per_unit * times,
        growth_per_unit=plan.growth_per_unit,
        point_value=plan.point_value,
        most_paid_by_points_percent=plan.most_paid_by_points_percent,
        earns_on_points_paid=plan.earns_on_points_paid,
    )


def _customer(*, card: str, phone: str, number: str) -> tuple[Customer | None, Card | None]:
    if card:
        normal = normal_of(Identity.Kind.CARD, card, country="")  # a card's number says nothing of a country
        for held in cards_called(normal):  # one or none
            require_in_use(held)
            return held.member.customer, held
        return _by_identity(Identity.Kind.CARD, normal, card), None
    if phone:
        normal = normal_of(Identity.Kind.PHONE, phone, country=business().country)
        return _by_identity(Identity.Kind.PHONE, normal, phone), None
    if number:
        customer = Customer.objects.filter(number=number, erased_at__isnull=True).first()
        return (customer or _nobody(number)), None
    return None, None


def _tiers(member: Member) -> list[Tier]:
    """Plan and tier of a card's member come with all tiers of the plan, which a sale needs: one small query."""
    tiers = tiers_of_plan(member.plan_id)
    if tiers:
        member.plan = tiers[0].plan
    member.tier = next((tier for tier in tiers if tier.pk == member.tier_id), None)
    return tiers


_identities = Prepared(
    lambda kind, normal: Identity.objects.filter(kind=kind, normal=normal).select_related("customer").order_by("pk")
)


def _by_identity(kind: str, normal: str, said: str) -> Customer:
    found = next(iter(_identities(kind, normal)), None)
    return found.customer if found is not None and found.customer.erased_at is None else _nobody(said)


def _nobody(said: str) -> Customer:
    raise Unknown(_("Nobody goes by “%(said)s”; check it, or ring up without a customer.") % {"said": said[:40]})


def moment_of(ordered_at: datetime | None, *, now: datetime) -> datetime:
    """When an order was made that a till kept while it was offline; never later than now, nor before there were any."""
    return now if ordered_at is None or ordered_at < _EARLIEST else min(ordered_at, now)
