"""Work in the background: what was asked for on a page is there before the next refresh."""

from django.conf import settings
from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.scores.groups.services import run_groups
from shuke.scores.queries import latest_run


def compute_groups(*, job: JobContext) -> None:
    """Groups, rules and look-alikes as of the day of the latest scores. Run twice it gives the same rows."""
    scored = latest_run()
    if scored is not None:
        run_groups(
            as_of=scored.as_of,
            now=timezone.now(),
            engine=settings.ENGINE,
            report=lambda line: job.heartbeat(note=line),
        )
