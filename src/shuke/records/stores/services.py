"""Changing the business and its stores. They stand below the audit log: whoever calls writes the row in it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shuke.records.stores.models import Business, Store

Changes = dict[str, list[object]]  # {field: [before, after]}

BUSINESS_FIELDS = ("name", "currency", "time_zone", "country", "preference_half_life_days")
STORE_FIELDS = ("name", "time_zone", "currency", "address", "is_open")


@transaction.atomic
def update_business(*, values: Mapping[str, object]) -> Changes:
    """Sets `values` (of BUSINESS_FIELDS); what is equal already is no change. Raises ValidationError."""
    business, _ = Business.objects.select_for_update().get_or_create(pk=1)
    changes = _set(business, values, allowed=BUSINESS_FIELDS)
    if changes:
        business.full_clean()
        business.save(update_fields=list(changes))
    return changes


@transaction.atomic
def create_store(*, now: datetime, origin: str, code: str, values: Mapping[str, object]) -> Store:
    """A new store; `values` are of STORE_FIELDS. Raises ValidationError, also when the code is taken."""
    store = Store(code=code.strip(), origin=origin, created_at=now, updated_at=now)
    _set(store, values, allowed=STORE_FIELDS)
    store.full_clean()
    store.save(force_insert=True)
    return store


@transaction.atomic
def update_store(*, now: datetime, store: Store, values: Mapping[str, object]) -> Changes:
    """Sets `values` (of STORE_FIELDS). The code stays: orders of the outside are matched by it."""
    store = Store.objects.select_for_update().get(pk=store.pk)
    changes = _set(store, values, allowed=STORE_FIELDS)
    if changes:
        store.full_clean()
        store.updated_at = now
        store.save(update_fields=[*changes, "updated_at"])
    return changes


def _set(row: Business | Store, values: Mapping[str, object], *, allowed: tuple[str, ...]) -> Changes:
    changes: Changes = {}
    for name in allowed:
        if name in values and getattr(row, name) != values[name]:
            changes[name] = [getattr(row, name), values[name]]
            setattr(row, name, values[name])
    return changes
