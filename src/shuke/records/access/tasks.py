"""Work by the clock."""

from django.utils import timezone

from shuke.jobs.context import JobContext
from shuke.records.access.idempotency import purge_idempotency_keys


def forget_answers(*, job: JobContext) -> None:
    """Deletes the answers to writes that are older than their day."""
    job.heartbeat(note=str(purge_idempotency_keys(now=timezone.now())))
