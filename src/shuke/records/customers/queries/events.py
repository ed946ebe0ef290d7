"""Reading the log of events, by a customer or by a cursor."""

from collections.abc import Collection

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from shuke.records.customers.models import Event

# A row is settled when every transaction that might still add an earlier id has ended: when its own number lies below
# the oldest running one. `age` counts back from now and so stands above the wrap-around of 32-bit numbers; a negative
# age is a row two thousand million transactions old, settled long ago.
_SETTLED = """
NOT (age(customers_event.xmin) BETWEEN 0 AND age(pg_snapshot_xmin(pg_current_snapshot())::xid))
"""


def events_after(cursor: int, *, limit: int, kinds: Collection[str] = ()) -> list[Event]:
    """Events with a higher id than `cursor`, in order, none of which a late commit can still precede.

    On PostgreSQL ids are drawn before their rows are visible: reading to the end would skip one that commits late.
    On SQLite there is one writer at a time, and ids follow commits.
    """
    events = Event.objects.filter(pk__gt=cursor)
    if kinds:
        events = events.filter(kind__in=kinds)
    if connection.vendor == "postgresql":
        events = events.filter(RawSQL(_SETTLED, (), output_field=BooleanField()))
    return list(events.select_related("customer", "store").order_by("pk")[:limit])


def events_of(customer_id: int) -> QuerySet[Event]:
    """Newest first."""
    return Event.objects.filter(customer_id=customer_id).order_by("-occurred_at", "-pk")
