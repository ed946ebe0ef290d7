"""New segments out of others: both, either, one without the other; as it is now; the customers of a list."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from shuke.actions.segments.choosing import Chosen, ids_of
from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import members_of
from shuke.actions.segments.services.refreshing import refresh_segment, write_members
from shuke.actions.segments.services.saving import create_segment
from shuke.actions.segments.tree import All, InSegment, Node, Not, Some
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer


class Algebra(StrEnum):
    UNION = "union"
    INTERSECTION = "intersection"
    MINUS = "minus"


def combined(first: Segment, second: Segment, how: Algebra) -> Node:
    one, other = InSegment(first.key), InSegment(second.key)
    match how:
        case Algebra.UNION:
            return Some((one, other))
        case Algebra.INTERSECTION:
            return All((one, other))
        case Algebra.MINUS:
            return All((one, Not(other)))


def combine_segments(
    *, scope: Scope, now: datetime, first: Segment, second: Segment, how: Algebra, name: str
) -> Segment:
    """A dynamic segment that follows both. Raises WrongSegment, SegmentNameTaken, NotAllowed."""
    segment = create_segment(scope=scope, now=now, name=name, tree=combined(first, second, how))
    return refresh_segment(segment=segment, now=now)


def snapshot_segment(*, scope: Scope, now: datetime, segment: Segment, name: str) -> Segment:
    """Who is in a segment as of its latest count, kept under a name. Raises SegmentNameTaken, NotAllowed."""
    return keep_customers(
        scope=scope,
        now=now,
        name=name,
        customers=members_of(segment, scope=scope),
        tree=read_document(segment.tree),
    )


@transaction.atomic
def keep_customers(
    *, scope: Scope, now: datetime, name: str, customers: QuerySet[Customer], tree: Node | None = None
) -> Segment:
    """These customers as a static segment; `tree` is what chose them. Raises SegmentNameTaken, NotAllowed."""
    segment = create_segment(scope=scope, now=now, name=name, tree=tree or All(()), is_static=True)
    write_members(segment, Chosen(ids_of(customers), None), now=now)
    segment.refresh_from_db()
    return segment
