"""Which records are one person now, and how that came about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from shuke.records.customers.models import Customer, Event

MERGED = "customer.merged"
PERSON = Coalesce("customer__merged_into", "customer")  # who a row with a `customer` counts for


@dataclass(frozen=True)
class Merge:
    customer: Customer  # who is part of another now
    at: datetime | None  # None: nobody recorded when


def own_and_merged(*customer_ids: int) -> QuerySet[Customer, int]:
    """Ids of customers and of all who are part of them: where a person's facts are read.

    For `customer__in=`: an “or” over the join would read the whole of the other table.
    """
    people = Q(pk__in=customer_ids) | Q(merged_into__in=customer_ids)
    return Customer.objects.filter(people).order_by().values_list("pk", flat=True)


def merges_of(customer: Customer) -> list[Merge]:
    """Who is part of this customer, the latest first; two queries, or one where `merged_from` was read before."""
    parts = sorted(customer.merged_from.all(), key=lambda part: part.pk, reverse=True)
    moments = {event.customer_id: event.occurred_at for event in _latest([part.pk for part in parts]).values()}
    merges = [Merge(customer=part, at=moments.get(part.pk)) for part in parts]
    return sorted(merges, key=lambda merge: merge.at.timestamp() if merge.at else 0.0, reverse=True)


def recorded_merges(survivor_id: int) -> dict[int, int]:
    """{part: whom it was merged into} of all who are part of the survivor: not always the survivor itself.

    Whose merge nobody recorded counts as merged into the survivor.
    """
    parts = list(Customer.objects.filter(merged_into=survivor_id).values_list("pk", flat=True))
    recorded = {pk: int(event.facts["other"]) for pk, event in _latest(parts).items()}
    return {pk: recorded.get(pk, survivor_id) for pk in parts}


def merged_through(customer_id: int, recorded: Mapping[int, int]) -> set[int]:
    """Those of `recorded` who came by way of `customer_id`, in however many steps."""
    found: set[int] = set()
    latest = {customer_id}
    while latest := {part for part, into in recorded.items() if into in latest} - found:
        found |= latest
    return found


def _latest(customer_ids: Collection[int]) -> dict[int, Event]:
    """The latest merge of each into another."""
    if not customer_ids:
        return {}
    events = Event.objects.filter(kind=MERGED, customer__in=customer_ids).order_by("pk")
    return {event.customer_id: event for event in events if event.customer_id is not None}
