"""Who is in a segment now, and who entered and left since the latest count: a difference of two sets of ids."""

from datetime import date, datetime

import numpy as np
from django.db import transaction

from shuke.actions.segments.choosing import Chosen, Ids, choose_customers, ids_of
from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment, SegmentChange, SegmentMember, SegmentSize
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.services.saving import WrongSegment
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report, silent
from shuke.records.access.scope import scope_of_system
from shuke.records.stores.queries import business_day

REMOVED_AT_ONCE = 900  # variables of one statement; see `lib.bulk`
LONGEST_REFUSAL = 400


def refresh_segments(*, now: datetime, as_of: date | None = None, report: Report = silent) -> list[Segment]:
    """Every dynamic segment as `refresh_segment` does; one that cannot be counted keeps its members and says why."""
    return [
        refresh_segment(segment=segment, now=now, as_of=as_of, report=report)
        for segment in Segment.objects.filter(is_static=False).order_by("pk")
    ]


def refresh_segment(*, segment: Segment, now: datetime, as_of: date | None = None, report: Report = silent) -> Segment:
    """Chooses a segment's customers in all stores anew, and writes who entered and left; a static one stays.

    Args:
        as_of: what is asked of purchases and scores; None is the day of the latest scores.

    Returns the segment as it is stored then. Run twice with the same records, the second changes nothing.
    """
    if segment.is_static:
        return segment
    try:
        chosen = _chosen(segment, as_of=as_of, today=business_day(now))
    except ShukeError as refused:
        report(f"segment {segment.key}: {refused}")
        Segment.objects.filter(pk=segment.pk).update(refusal=str(refused)[:LONGEST_REFUSAL])
        segment.refusal = str(refused)[:LONGEST_REFUSAL]
        return segment
    entered, left = write_members(segment, chosen, now=now)
    report(f"segment {segment.key}: {chosen.count} customers, {entered} entered, {left} left")
    segment.refresh_from_db()
    return segment


def _chosen(segment: Segment, *, as_of: date | None, today: date) -> Chosen:
    scope = scope_of_system("segments")
    tree = read_document(segment.tree)
    # A field, a tag or another segment may have gone since it was saved.
    if faults := faults_in(tree, scope=scope, key=segment.key):
        raise WrongSegment(*faults)
    return choose_customers(
        tree, scope=scope, field_named=fields_for(scope), segments=trees(), today=today, as_of=as_of
    )


@transaction.atomic
def write_members(segment: Segment, chosen: Chosen, *, now: datetime) -> tuple[int, int]:
    """Makes the members what was chosen; how many entered and left."""
    locked = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    if locked is None or locked.updated_at != segment.updated_at:
        return 0, 0  # deleted or changed while it was being chosen: whoever changed it counts it
    held = ids_of(SegmentMember.objects.filter(segment=locked), "customer_id")
    entered, left = np.setdiff1d(chosen.ids, held), np.setdiff1d(held, chosen.ids)
    _remove(locked, left)
    rows = ((locked.pk, pk, now) for pk in entered.tolist())
    insert_rows("segments_segmentmember", ("segment_id", "customer_id", "since_at"), rows)
    if locked.counted_at is not None:
        _write_changes(locked, SegmentChange.Kind.LEFT, left, now=now)
        _write_changes(locked, SegmentChange.Kind.ENTERED, entered, now=now)
    locked.count, locked.counted_at, locked.as_of, locked.refusal = chosen.count, now, chosen.as_of, ""
    locked.save(update_fields=["count", "counted_at", "as_of", "refusal"])
    SegmentSize.objects.update_or_create(
        segment=locked, counted_on=business_day(now), defaults={"customers": chosen.count}
    )
    return len(entered), len(left)


def _remove(segment: Segment, left: Ids) -> None:
    for start in range(0, len(left), REMOVED_AT_ONCE):
        part = left[start : start + REMOVED_AT_ONCE].tolist()
        SegmentMember.objects.filter(segment=segment, customer__in=part).delete()


def _write_changes(segment: Segment, kind: SegmentChange.Kind, ids: Ids, *, now: datetime) -> None:
    rows = ((segment.pk, pk, kind.value, now) for pk in ids.tolist())
    insert_rows("segments_segmentchange", ("segment_id", "customer_id", "kind", "changed_at"), rows)
