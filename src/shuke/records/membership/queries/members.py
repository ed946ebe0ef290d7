"""Whose points are whose: a person holds the accounts of everybody who was merged into them."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.models import Member, Plan
from shuke.records.membership.queries.at_the_till import accounts_of, merged_into


class NotAMember(ShukeError):
    """The customer is in no such plan."""


def member_of(customer: Customer, *, plan: Plan) -> Member | None:
    """The account that stands for the customer in the plan: their own, else the oldest of those merged into them."""
    survivor = survivor_of(customer)
    found = list(_members(plan.pk, people_in(survivor.pk)))
    return leader_of(found, survivor.pk) if found else None


def require_member(customer: Customer, *, plan: Plan) -> Member:
    member = member_of(customer, plan=plan)
    if member is None:
        raise NotAMember(
            _("Customer %(number)s is not a member of “%(plan)s”; enrol them first.")
            % {"number": customer.number, "plan": plan.name}
        )
    return member


def purse_members(member: Member) -> list[Member]:
    """The accounts spent together with this one, its own among them, the person's own first."""
    survivor = survivor_of(member.customer)
    accounts = [one for _survivor, one in accounts_of({member.plan_id}, {survivor.pk})]
    if len(accounts) == 1:  # almost everybody: plan, tier and customer are at hand
        take_relations(accounts[0], [member])
        return accounts
    found = list(_members(member.plan_id, {one.customer_id for one in accounts}))
    leader = leader_of(found, survivor.pk)
    return [leader, *(one for one in found if one.pk != leader.pk)]


def purse_ids(member: Member) -> list[int]:
    return [one.pk for one in purse_members(member)]


def take_relations(row: Member, members: Sequence[Member]) -> None:
    """What was read together with the members need not be read again with a newer row of theirs."""
    for name in ("plan", "customer", "tier", "home_store"):
        key = f"{name}_id"
        like = next((one for one in members if getattr(one, key) == getattr(row, key)), None)
        if like is not None and name in like._state.fields_cache:
            setattr(row, name, getattr(like, name))


def people_in(survivor_id: int) -> set[int]:
    """The customer and all who were merged into them, however often."""
    found, latest = {survivor_id}, {survivor_id}
    while latest:
        latest = merged_into(latest) - found
        found |= latest
    return found


def leader_of(members: Collection[Member], survivor_id: int) -> Member:
    return min(members, key=lambda one: (one.customer_id != survivor_id, one.pk))


def zone_of(member: Member) -> str:
    """Whose midnights part the days of the account: the home store's, else the plan's."""
    return member.home_store.time_zone if member.home_store else member.plan.time_zone


def _members(plan_id: int, customer_ids: Collection[int]) -> QuerySet[Member]:
    members = Member.objects.filter(plan=plan_id, customer__in=customer_ids)
    return members.select_related("plan", "tier", "customer__merged_into", "home_store").order_by("pk")
