"""Who belongs to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from shuke.records.customers.models import Customer, Relation
from shuke.records.customers.queries.merges import own_and_merged


@dataclass(frozen=True)
class Tie:
    """A relation as one of its two sees it."""

    id: int
    other: Customer
    kind: str
    note: str


def ties_of(customer_id: int) -> list[Tie]:
    """Of the customer and who is part of them, in one query: those they named before those who named them."""
    own = own_and_merged(customer_id)
    rows = Relation.objects.filter(Q(customer__in=own) | Q(other__in=own)).order_by("pk")
    seen = _seen_from(customer_id, rows.select_related("customer__merged_into", "other__merged_into"))
    return [tie for is_named, tie in sorted(seen, key=lambda one: one[0])]


def _seen_from(customer_id: int, rows: Iterable[Relation]) -> Iterator[tuple[bool, Tie]]:
    for row in rows:
        named_by, named = (one.merged_into or one for one in (row.customer, row.other))
        is_named = named.pk == customer_id
        other = named_by if is_named else named
        if other.pk != customer_id and other.erased_at is None:
            yield is_named, Tie(row.pk, other, row.kind, row.note)
