"""The one task of background work itself."""

from datetime import timedelta

from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.jobs.services import prune_jobs as prune


def prune_jobs(*, keep_days: int, job: JobContext) -> None:
    job.heartbeat(note=str(prune(finished_before=timezone.now() - timedelta(days=keep_days))))
