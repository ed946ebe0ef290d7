"""How the customer list spells who entered or left a segment: “3~entered~2026-01-31”."""

from datetime import date

from shuke.actions.segments.models import Segment

SEPARATOR = "~"


def moved(segment: Segment, kind: str, day: date) -> str:
    return SEPARATOR.join((str(segment.pk), kind, day.isoformat()))
