"""Work by the clock that spans all stages."""

from django.conf import settings
from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.pipeline import refresh as run_refresh


def refresh(*, job: JobContext) -> None:
    """The nightly refresh. Run twice for the same day it gives the same scores."""
    run_refresh(as_of=None, engine=settings.ENGINE, now=timezone.now(), report=lambda line: job.heartbeat(note=line))
