"""Everything that changes saved segments and their members."""

from shuke.actions.segments.services.combining import Algebra, combine_segments, keep_customers, snapshot_segment
from shuke.actions.segments.services.refreshing import refresh_segment, refresh_segments
from shuke.actions.segments.services.running import run_segments
from shuke.actions.segments.services.saving import (
    SegmentInUse,
    SegmentNameTaken,
    WrongSegment,
    change_segment,
    create_segment,
    delete_segment,
)

__all__ = [
    "Algebra",
    "SegmentInUse",
    "SegmentNameTaken",
    "WrongSegment",
    "change_segment",
    "combine_segments",
    "create_segment",
    "delete_segment",
    "keep_customers",
    "refresh_segment",
    "refresh_segments",
    "run_segments",
    "snapshot_segment",
]
