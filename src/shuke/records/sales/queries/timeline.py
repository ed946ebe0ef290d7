"""Everything that happened with one customer, newest first, a page at a time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Consent, Event
from shuke.records.customers.queries import own_and_merged
from shuke.records.sales.models import Order

SOURCES = ("order", "event", "consent")


class Cursor(NamedTuple):
    """Where a page ended; the next one begins right after."""

    at: datetime
    source: str
    id: int


@dataclass(frozen=True)
class Entry:
    at: datetime
    source: str  # "order", "event", "consent"
    id: int
    kind: str  # "order.purchase", "order.return", "customer.created", "consent.granted"
    facts: Mapping[str, object] = field(default_factory=dict)
    store_id: int | None = None
    staff_id: int | None = None
    origin: str = ""

    @property
    def cursor(self) -> Cursor:
        return Cursor(at=self.at, source=self.source, id=self.id)


def timeline_of(
    customer_id: int,
    *,
    scope: Scope,
    before: Cursor | None = None,
    limit: int = 30,
    sources: Collection[str] = SOURCES,
) -> list[Entry]:
    """Orders of the caller's stores, events and consents, newest first; a query a source, however long the story is.

    `before` is the cursor of the last entry already shown. Of one moment, sources come in the order of their names
    backwards, then higher ids first: the same each time.
    """
    readers = {"order": _orders, "event": _events, "consent": _consents}
    parts = [readers[source](customer_id, scope, before, limit) for source in SOURCES if source in sources]
    return list(islice(merge(*parts, key=lambda entry: entry.cursor, reverse=True), limit))


def _orders(customer_id: int, scope: Scope, before: Cursor | None, limit: int) -> Iterable[Entry]:
    orders = Order.objects.filter(
        _earlier("order", "ordered_at", before), customer__in=own_and_merged(customer_id)
    ).visible_to(scope)
    return [
        Entry(
            at=order.ordered_at,
            source="order",
            id=order.pk,
            kind="order.purchase" if order.has_sale else "order.return",
            facts={
                "total": str(order.total),
                "currency": order.currency,
                "lines": order.line_count,
                "source_key": order.source_key,
            },
            store_id=order.store_id,
            origin=order.origin,
        )
        for order in orders.order_by("-ordered_at", "-pk")[:limit]
    ]


def _events(customer_id: int, scope: Scope, before: Cursor | None, limit: int) -> Iterable[Entry]:
    # A consent is told by its own row, which is there even when it was imported.
    events = Event.objects.filter(_earlier("event", "occurred_at", before), customer__in=own_and_merged(customer_id))
    if scope.store_ids is not None:  # when somebody comes is told to the store they come to
        events = events.exclude(~Q(store__in=scope.store_ids), kind__startswith="booking.")
    return [
        Entry(
            at=event.occurred_at,
            source="event",
            id=event.pk,
            kind=event.kind,
            facts=event.facts,
            store_id=event.store_id,
            staff_id=event.staff_id,
            origin=event.origin,
        )
        for event in events.exclude(kind__startswith="consent.").order_by("-occurred_at", "-pk")[:limit]
    ]


def _consents(customer_id: int, scope: Scope, before: Cursor | None, limit: int) -> Iterable[Entry]:
    consents = Consent.objects.filter(_earlier("consent", "at", before), customer__in=own_and_merged(customer_id))
    return [
        Entry(
            at=consent.at,
            source="consent",
            id=consent.pk,
            kind="consent.granted" if consent.is_granted else "consent.withdrawn",
            facts={"channel": consent.channel, "purpose": consent.purpose, "source": consent.source},
        )
        for consent in consents.order_by("-at", "-pk")[:limit]
    ]


def _earlier(source: str, moment: str, before: Cursor | None) -> Q:
    """Rows of `source` that stand after the cursor in the timeline's order (at, source, id, all backwards)."""
    if before is None:
        return Q()
    strictly = Q(**{f"{moment}__lt": before.at})
    at_once = Q(**{moment: before.at})
    if source < before.source:
        return strictly | at_once
    if source == before.source:
        return strictly | (at_once & Q(pk__lt=before.id))
    return strictly
