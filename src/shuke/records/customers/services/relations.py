"""Who belongs to whom: two people who know each other, households and organisations by name, who brought whom."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer, Household, Organisation, Relation
from shuke.records.customers.queries.merges import own_and_merged


class CannotRelate(ShukeError):
    """These two cannot be tied."""


@transaction.atomic
def add_relation(
    *, scope: Scope, now: datetime, customer: Customer, other: Customer, kind: str, note: str = ""
) -> Relation:
    """The tie of these two, made when new; one they have already, from whichever side or record, takes the new note.

    Raises CannotRelate for a tie to oneself, NotAllowed where either belongs to a store of others.
    """
    scope.require_store(customer.home_store_id)
    scope.require_store(other.home_store_id)
    if customer.pk == other.pk:
        raise CannotRelate(_("A customer cannot be tied to themselves; choose another one."))
    # In the order of their ids: two who tie the same two at once wait, and make one tie.
    list(Customer.objects.select_for_update().filter(pk__in=(customer.pk, other.pk)).order_by("pk"))
    ours, theirs = own_and_merged(customer.pk), own_and_merged(other.pk)
    either_way = Q(customer__in=ours, other__in=theirs) | Q(customer__in=theirs, other__in=ours)
    held = Relation.objects.filter(either_way, kind=kind).order_by("pk").first()
    if held is not None and held.note == (note or held.note):
        return held
    relation = held or Relation(customer=customer, other=other, kind=kind)
    relation.note = note
    relation.full_clean()
    relation.save()
    _record(action="customer.relate", relation=relation, scope=scope, now=now)
    return relation


@transaction.atomic
def remove_relation(*, scope: Scope, now: datetime, relation: Relation) -> None:
    """One that somebody has just taken away leaves no second trace."""
    gone, _by_table = Relation.objects.filter(pk=relation.pk).delete()
    if gone:
        _record(action="customer.unrelate", relation=relation, scope=scope, now=now)


def household_named(name: str) -> Household | None:
    """Made when new; None for no name."""
    return Household.objects.get_or_create(name=name)[0] if name else None


def organisation_named(name: str) -> Organisation | None:
    """Made when new; None for no name."""
    return Organisation.objects.get_or_create(name=name)[0] if name else None


def refuse_circle(customer: Customer, brought_by: Customer) -> None:
    """Raises ValidationError where `customer` brought `brought_by`, directly or through others, or is the same."""
    if customer.pk in (brought_by.pk, brought_by.merged_into_id):
        raise ValidationError({"referred_by": _("Nobody brings themselves; name another customer.")})
    if customer.pk in _bringers_of(brought_by.pk):
        message = _("“%(name)s” came through this customer: two cannot have brought each other.")
        raise ValidationError({"referred_by": message % {"name": brought_by}})


def _bringers_of(customer_id: int) -> set[int]:
    """Who brought them, and who brought those; of merged records who they are part of."""
    seen: set[int] = set()
    step: int | None = customer_id
    while step is not None and step not in seen:
        seen.add(step)
        row = Customer.objects.values_list("merged_into", "referred_by").get(pk=step)
        step = row[0] or row[1]
    return seen


def _record(*, action: str, relation: Relation, scope: Scope, now: datetime) -> None:
    """At both people, whichever of their records it names: each page has the tie."""
    pair = tuple(one.merged_into or one for one in (relation.customer, relation.other))
    Customer.objects.filter(pk__in=[one.pk for one in pair]).update(updated_at=now)
    for own, other in (pair, pair[::-1]):
        facts = {"other": other.number, "kind": relation.kind}
        record_audit(scope=scope, action=action, at=now, subject=f"customer:{own.pk}", facts=facts)
