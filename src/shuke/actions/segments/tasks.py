"""Segments follow the records between two refreshes."""

from django.utils import timezone

from shuke.actions.segments.services import refresh_segments
from shuke.jobs.context import JobContext


def refresh(*, job: JobContext) -> None:
    """Every hour, or when somebody asks: with the scores there are. Run twice it changes nothing more."""
    refresh_segments(now=timezone.now(), report=lambda line: job.heartbeat(note=line))
