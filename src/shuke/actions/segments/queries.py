"""Saved segments as trees, who is in one, and who entered and left it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from shuke.actions.segments.checks import faults_of
from shuke.actions.segments.documents import read_document
from shuke.actions.segments.fields import Field, field_named
from shuke.actions.segments.models import Segment, SegmentChange, SegmentMember
from shuke.actions.segments.tree import All, Bought, Node, conditions_of
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, CustomField
from shuke.records.customers.queries import own_and_merged
from shuke.records.customers.querysets import CustomerQuerySet

# As of events: settled is a row that no transaction still running can precede.
_SETTLED = """
NOT (age(segments_segmentchange.xmin) BETWEEN 0 AND age(pg_snapshot_xmin(pg_current_snapshot())::xid))
"""


def fields_for(scope: Scope) -> Callable[[str], Field | None]:
    """The field of a name that the caller may ask for: amounts only who sees money."""
    custom = list(CustomField.objects.all())

    def named(key: str) -> Field | None:
        field = field_named(key, custom)
        return None if field is not None and field.is_money and not scope.may("money.view") else field

    return named


def trees() -> dict[str, Node]:
    """The trees of the dynamic segments, by key."""
    rows = Segment.objects.filter(is_static=False).values_list("key", "tree")
    return {key: read_document(document) for key, document in rows}


def faults_in(node: Node, *, scope: Scope, key: str = "") -> list[str]:
    """Every fault of a tree that `scope` may ask for, in sentences; see `checks.faults_of`."""
    # A static segment asks for nothing any more: it can be no part of a circle.
    fixed: Mapping[str, Node] = {
        each: All(()) for each in Segment.objects.filter(is_static=True).values_list("key", flat=True)
    }
    faults = faults_of(node, field_named=fields_for(scope), segments={**fixed, **trees()}, key=key)
    asks_amounts = any(isinstance(leaf, Bought) and leaf.amount is not None for leaf in conditions_of(node))
    if asks_amounts and not scope.may("money.view"):
        faults.append(_("Your role sees no amounts: leave the amount of purchases out."))
    return faults


def members_of(segment: Segment, *, scope: Scope) -> CustomerQuerySet:
    """The customers in a segment as of its latest count: who was merged since is the one they became."""
    return Customer.objects.current().visible_to(scope).filter(is_in([segment.pk]))


def is_in(segment_ids: Collection[int]) -> Q:
    """Those in any of the segments, and whoever somebody in one was merged into since."""
    held = SegmentMember.objects.filter(segment__in=segment_ids).values("customer")
    became = Customer.objects.filter(merged_into__isnull=False, pk__in=held).values("merged_into")
    return Q(pk__in=held) | Q(pk__in=became)


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
    """The segments a customer is in, or somebody merged into them was."""
    held = SegmentMember.objects.filter(customer__in=own_and_merged(customer_id))
    return Segment.objects.filter(pk__in=held.values("segment"))


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


def changes_by_day(
    segment: Segment, *, from_at: datetime, zone: str, scope: Scope
) -> dict[date, dict[SegmentChange.Kind, int]]:
    """How many of the scope's customers entered and left on each day with a change, latest day first."""
    changes = SegmentChange.objects.filter(segment=segment, changed_at__gte=from_at)
    if scope.store_ids is not None:
        changes = changes.filter(customer__home_store__in=scope.store_ids)
    rows = changes.values_list(TruncDate("changed_at", tzinfo=ZoneInfo(zone)), "kind").annotate(Count("pk"))
    days: dict[date, dict[SegmentChange.Kind, int]] = {}
    for day, kind, count in sorted(rows, reverse=True):
        days.setdefault(day, {})[SegmentChange.Kind(kind)] = count
    return days
