"""Who is in a segment, and who entered and left it."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Count, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from shuke.actions.segments.models import Segment, SegmentChange, SegmentMember
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.querysets import CustomerQuerySet

# As of events: settled is a row that no transaction still running can precede.
_SETTLED = """
NOT (age(segments_segmentchange.xmin) BETWEEN 0 AND age(pg_snapshot_xmin(pg_current_snapshot())::xid))
"""


def members_of(segment: Segment, *, scope: Scope) -> CustomerQuerySet:
    """The customers in a segment as of its latest count: who was merged since is the one they became."""
    members = SegmentMember.objects.filter(segment=segment)
    ids = members.values(person=Coalesce("customer__merged_into", "customer"))
    return Customer.objects.current().visible_to(scope).filter(pk__in=ids)


def counts_in(segments: Collection[Segment], *, scope: Scope) -> dict[int, int]:
    """How many customers of the scope each holds, by its id; of all stores what the latest count found."""
    if scope.store_ids is None:
        return {segment.pk: segment.count for segment in segments}
    members = SegmentMember.objects.filter(
        segment__in=segments,
        customer__merged_into__isnull=True,
        customer__erased_at__isnull=True,
        customer__home_store__in=scope.store_ids,
    )
    counted = dict(members.values_list("segment").annotate(Count("pk")))
    return {segment.pk: counted.get(segment.pk, 0) for segment in segments}


def segments_of(customer_id: int) -> QuerySet[Segment]:
    """The segments a customer is in."""
    return Segment.objects.filter(pk__in=SegmentMember.objects.filter(customer=customer_id).values("segment"))


def changes_after(
    cursor: int, *, limit: int, segment: Segment | None = None, kind: SegmentChange.Kind | None = None
) -> list[SegmentChange]:
    """Changes with a higher id than `cursor`, in order, none of which a late commit can still precede."""
    changes = SegmentChange.objects.filter(pk__gt=cursor)
    if segment is not None:
        changes = changes.filter(segment=segment)
    if kind is not None:
        changes = changes.filter(kind=kind)
    if connection.vendor == "postgresql":
        changes = changes.filter(RawSQL(_SETTLED, (), output_field=BooleanField()))
    return list(changes.select_related("segment").order_by("pk")[:limit])


def changes_of(
    segment: Segment, *, from_at: datetime, until_at: datetime, kind: SegmentChange.Kind
) -> QuerySet[SegmentChange]:
    """Those of a half-open period."""
    changes = SegmentChange.objects.filter(segment=segment, kind=kind)
    return changes.filter(changed_at__gte=from_at, changed_at__lt=until_at)
