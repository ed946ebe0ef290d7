"""What other stages ask of background work."""

import re
from datetime import datetime

from django.db import transaction

from shuke.jobs.models import MAX_ATTEMPTS, UNFINISHED, Job, State
from shuke.lib.errors import ShukeError

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_TASK = re.compile(r"[a-z_0-9]+(\.[a-z_0-9]+)*\.tasks\.[a-z_0-9]+")


class InvalidTask(ShukeError):
    """A dotted name that is no task's."""


class NotRetryable(ShukeError):
    """A job that is not over, or went well."""


class AlreadyOver(ShukeError):
    """A job that can't be stopped any more."""


def enqueue(
    task: str,
    *,
    key: str | None = None,
    run_after: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
    **kwargs: Json,
) -> Job:
    """Have a worker call the function named `task` with `kwargs`, once the caller's transaction is committed.

    While a job with the same `key` waits or runs, that one is returned and nothing is added: what must happen after
    *this* change needs a key of its own. A task can run twice (a killed worker), so it has to be idempotent.
    """
    check_task(task)
    job = Job(task=task, kwargs=kwargs, key=key, max_attempts=max_attempts)
    if run_after is not None:
        job.run_after = run_after
    if key is None:
        job.save(force_insert=True)
        return job
    while True:  # again only where the job with this key finished between the two statements
        Job.objects.bulk_create([job], ignore_conflicts=True)
        unfinished = Job.objects.filter(key=key, state__in=UNFINISHED).first()
        if unfinished is not None:
            return unfinished


def check_task(task: str) -> None:
    """Only functions of a module called `tasks` may be named: a row of the table is never a door to all code."""
    if not _TASK.fullmatch(task):
        raise InvalidTask(
            f"“{task}” is no task: name a function in a tasks module, like shuke.intake.tasks.run_import."
        )


@transaction.atomic
def retry_job(*, job_id: int, now: datetime) -> Job:
    """Do a failed or cancelled job's work again, as a new job with all its attempts: the log keeps the old one."""
    job = Job.objects.select_for_update().get(id=job_id)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise NotRetryable(f"Job {job_id} is {job.state}: only one that failed or was cancelled can run again.")
    return enqueue(job.task, key=job.key, run_after=now, max_attempts=job.max_attempts, **job.kwargs)


@transaction.atomic
def cancel_job(*, job_id: int, now: datetime) -> Job:
    """Never start it, or stop it: a running task learns of it at its next heartbeat, and cannot finish."""
    job = Job.objects.select_for_update().get(id=job_id)
    if job.state not in UNFINISHED:
        raise AlreadyOver(f"Job {job_id} is {job.state} already: there is nothing left to stop.")
    job.state, job.finished_at, job.lease_until = State.CANCELLED, now, None
    job.save(update_fields=["state", "finished_at", "lease_until"])
    return job


def prune_jobs(*, finished_before: datetime) -> int:
    """Forget jobs that were over before then; how many."""
    count, _ = Job.objects.filter(finished_at__lt=finished_before).delete()
    return count
