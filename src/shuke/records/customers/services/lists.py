"""What a list does to many customers at once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shuke.lib.bulk import insert_rows, upsert_rows
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer, Event, Tag
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.records.customers.services.profile import tags_named

EVENT_COLUMNS = (
    "kind", "customer_id", "store_id", "staff_id", "occurred_at", "recorded_at", "origin", "facts"
)  # fmt: skip


@transaction.atomic
def tag_customers(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    customers: CustomerQuerySet,
    add: Collection[str] = (),
    remove: Collection[str] = (),
) -> int:
    """Adds and takes away tags on those of `customers` whom the caller may see; returns how many that are."""
    ids = list(customers.visible_to(scope).values_list("pk", flat=True))
    added, removed = tags_named(add), list(Tag.objects.filter(name__in=remove))
    through = Customer.tags.through
    pairs = ((pk, tag.pk) for pk in ids for tag in added)
    columns = ("customer_id", "tag_id")
    upsert_rows(through._meta.db_table, columns, pairs, key=columns)
    for chunk in _chunks(ids) if removed else ():
        through.objects.filter(customer__in=chunk, tag__in=removed).delete()
    facts: dict[str, object] = {"added": sorted(tag.name for tag in added), "removed": sorted(t.name for t in removed)}
    record_for_all(scope=scope, now=now, origin=origin, customer_ids=ids, kind="customer.tagged", facts=facts)
    record_audit(scope=scope, action="customers.tag", at=now, facts={**facts, "customers": len(ids)})
    return len(ids)


@transaction.atomic
def assign_customers(
    *, scope: Scope, now: datetime, origin: str, customers: CustomerQuerySet, owner: Staff | None
) -> int:
    """Gives those of `customers` whom the caller may see to `owner`; None leaves them without one."""
    others = ~Q(owner=owner) if owner else Q(owner__isnull=False)
    ids = list(customers.visible_to(scope).filter(others).values_list("pk", flat=True))
    for chunk in _chunks(ids):
        Customer.objects.filter(pk__in=chunk).update(owner=owner, updated_at=now)
    facts: dict[str, object] = {"owner": owner.pk if owner else None}
    record_for_all(scope=scope, now=now, origin=origin, customer_ids=ids, kind="customer.assigned", facts=facts)
    record_audit(scope=scope, action="customers.assign", at=now, facts={**facts, "customers": len(ids)})
    return len(ids)


def record_for_all(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    customer_ids: Iterable[int],
    kind: str,
    facts: dict[str, object],
) -> int:
    """The same event for many customers, written in one go."""
    rows = ((kind, pk, None, scope.staff_id, now, now, origin, facts) for pk in customer_ids)
    return insert_rows(Event._meta.db_table, EVENT_COLUMNS, rows)


def _chunks(ids: list[int], size: int = 900) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
