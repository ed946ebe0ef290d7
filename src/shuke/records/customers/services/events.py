from collections.abc import Mapping
from datetime import datetime

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Event


def record_event(
    *,
    scope: Scope,
    kind: str,
    now: datetime,
    origin: str,
    customer_id: int | None = None,
    store_id: int | None = None,
    occurred_at: datetime | None = None,
    facts: Mapping[str, object] | None = None,
) -> Event:
    """`facts` names fields, keys and codes, never a person's details: the log is not rewritten when one is erased."""
    return Event.objects.create(
        kind=kind,
        customer_id=customer_id,
        store_id=store_id,
        staff_id=scope.staff_id,
        occurred_at=occurred_at or now,
        recorded_at=now,
        origin=origin,
        facts=dict(facts or {}),
    )
