"""Two records that are one person: made one for every reader, and taken apart again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries.merges import MERGED, merged_through, recorded_merges
from shuke.records.customers.services.events import record_event
from shuke.records.customers.services.tokens import rebuild_search_tokens

TOOK_IN, UNMERGED, LET_GO = "customer.took_in", "customer.unmerged", "customer.let_go"
PERMISSION = "customers.merge"


class CannotMerge(ShukeError):
    """These two cannot become one, or cannot be taken apart."""


@transaction.atomic
def merge_customers(*, scope: Scope, now: datetime, origin: str, customer: Customer, into: Customer) -> Customer:
    """Makes `customer` part of `into`, which is returned; where it is that already, nothing changes.

    Orders, points, cases and identifiers keep their own key and are read through `merged_into`. Who was merged into
    `customer` earlier is part of `into` too, so that a survivor is never more than one step away.

    Raises CannotMerge; NotAllowed without the right, or where either belongs to a store of others.
    """
    scope.require(PERMISSION)
    part, whole = _locked(customer.pk, into.pk)
    _require_stores(scope, part, whole)
    _require_mergeable(part, whole)
    if part.merged_into_id == whole.pk:
        return whole
    Customer.objects.filter(merged_into=part).update(merged_into=whole, updated_at=now)
    part.merged_into = whole
    _write(part, whole, now=now)
    _record(part, whole, (MERGED, TOOK_IN), scope=scope, now=now, origin=origin, action="customer.merge")
    return whole


@transaction.atomic
def unmerge_customer(*, scope: Scope, now: datetime, origin: str, customer: Customer) -> Customer:
    """Makes `customer` a person of their own again, with those who were merged into them; returns them.

    Who is part of nobody stays as they are. Raises CannotMerge; NotAllowed as `merge_customers` does.
    """
    scope.require(PERMISSION)
    customer = Customer.objects.get(pk=customer.pk)
    if customer.merged_into_id is None:
        scope.require_store(customer.home_store_id)
        return customer
    part, whole = _locked(customer.pk, customer.merged_into_id)
    _require_stores(scope, part, whole)
    if part.merged_into_id != whole.pk:
        raise CannotMerge(_("Somebody has just changed this merge; load the page again."))
    if whole.erased_at is not None or part.erased_at is not None:
        raise CannotMerge(_("“%(number)s” was erased: this merge stays.") % {"number": whole.number})
    own = merged_through(part.pk, recorded_merges(whole.pk))
    Customer.objects.filter(pk__in=own, merged_into=whole).update(merged_into=part, updated_at=now)
    part.merged_into = None
    _write(part, whole, now=now)
    _record(part, whole, (UNMERGED, LET_GO), scope=scope, now=now, origin=origin, action="customer.unmerge")
    return part


def _locked(part_id: int, whole_id: int) -> tuple[Customer, Customer]:
    """Both rows, always locked in the order of their ids: two people merging at once wait instead of blocking."""
    rows = Customer.objects.select_for_update().filter(pk__in=(part_id, whole_id)).order_by("pk")
    held: Mapping[int, Customer] = {row.pk: row for row in rows}
    return held[part_id], held[whole_id]


def _require_stores(scope: Scope, *customers: Customer) -> None:
    for customer in customers:
        scope.require_store(customer.home_store_id)


def _require_mergeable(part: Customer, whole: Customer) -> None:
    names = {"part": part.number, "whole": whole.number}
    if part.pk == whole.pk:
        raise CannotMerge(_("A customer cannot be merged with itself; choose another one."))
    if part.erased_at is not None or whole.erased_at is not None:
        raise CannotMerge(_("Who was erased cannot be merged: nothing about the person is left."))
    if whole.merged_into_id == part.pk:
        raise CannotMerge(_("“%(whole)s” is part of “%(part)s” already; undo that merge first.") % names)
    if whole.merged_into_id is not None:
        raise CannotMerge(_("“%(whole)s” was merged into another customer; choose that one.") % names)
    if part.merged_into_id not in (None, whole.pk):
        raise CannotMerge(_("“%(part)s” was merged into another customer; undo that merge first.") % names)


def _write(part: Customer, whole: Customer, *, now: datetime) -> None:
    part.updated_at = whole.updated_at = now
    part.save(update_fields=["merged_into", "updated_at"])
    whole.save(update_fields=["updated_at"])
    rebuild_search_tokens([part.pk, whole.pk])


def _record(
    part: Customer,
    whole: Customer,
    kinds: tuple[str, str],
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    action: str,
) -> None:
    for kind, own, other in ((kinds[0], part, whole), (kinds[1], whole, part)):
        facts = {"other": other.pk, "other_number": other.number}
        record_event(
            scope=scope, kind=kind, now=now, origin=origin, customer_id=own.pk, store_id=own.home_store_id, facts=facts
        )
    merged = {"part": part.number, "whole": whole.number}
    for pk in (part.pk, whole.pk):
        record_audit(scope=scope, action=action, at=now, subject=f"customer:{pk}", facts=merged)
