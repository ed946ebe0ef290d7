"""Work in the background: what was asked for on a page is there before the next refresh."""

from django.conf import settings
from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.scores.queries import latest_run
from shuke.scores.trials.services import run_trials


def count_trials(*, job: JobContext) -> None:
    """Tests that are due, as of the day of the latest scores. Run twice it gives the same rows."""
    scored = latest_run()
    if scored is not None:
        run_trials(
            as_of=scored.as_of,
            now=timezone.now(),
            engine=settings.ENGINE,
            report=lambda line: job.heartbeat(note=line),
        )
