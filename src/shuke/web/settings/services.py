"""Changes of the business and its stores together with their row in the audit log."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.stores.models import Store
from shuke.records.stores.services import create_store, update_business, update_store


@transaction.atomic
def change_business(*, scope: Scope, now: datetime, values: Mapping[str, object]) -> None:
    if changes := update_business(values=values):
        record_audit(scope=scope, action="business.update", at=now, subject="business", facts=changes)


@transaction.atomic
def open_store(*, scope: Scope, now: datetime, code: str, values: Mapping[str, object]) -> Store:
    store = create_store(now=now, origin="page", code=code, values=values)
    record_audit(scope=scope, action="store.create", at=now, subject=f"store:{store.code}", facts={"name": store.name})
    return store


@transaction.atomic
def change_store(*, scope: Scope, now: datetime, store: Store, values: Mapping[str, object]) -> None:
    if changes := update_store(now=now, store=store, values=values):
        record_audit(scope=scope, action="store.update", at=now, subject=f"store:{store.code}", facts=changes)
