"""Answers counted and outcomes measured before the next refresh, when somebody asks."""

from django.conf import settings
from django.utils import timezone

from shuke.actions.campaigns.services import run_campaigns
from shuke.jobs.context import JobContext
from shuke.outcomes.services import run_outcomes
from shuke.scores.queries import latest_run


def count(*, job: JobContext) -> None:
    """As of the day of the latest scores. Run twice it gives the same rows."""
    scored = latest_run()
    if scored is None:
        return
    for step in (run_campaigns, run_outcomes):
        step(
            as_of=scored.as_of,
            now=timezone.now(),
            engine=settings.ENGINE,
            report=lambda line: job.heartbeat(note=line),
        )
