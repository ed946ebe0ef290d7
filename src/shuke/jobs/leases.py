"""Who may run a job, and until when. Every write names the claim's token, so a zombie's write changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from shuke.jobs.context import Progress
from shuke.jobs.models import Job, State
from shuke.jobs.outcome import Outcome


@dataclass(frozen=True)
class Lease:
    job_id: int
    token: int


def claim_job(*, worker: str, now: datetime, until: datetime) -> Job | None:
    """The job that has been due longest, now this worker's; None when nothing is due."""
    due = Job.objects.filter(state=State.WAITING, run_after__lte=now).order_by("run_after", "id")
    if not due.exists():  # a plain read: an idle worker never takes SQLite's one write lock
        return None
    with transaction.atomic():  # on SQLite IMMEDIATE, where SKIP LOCKED neither exists nor is needed
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state = State.RUNNING
        job.attempt += 1
        job.token += 1
        job.worker = worker
        job.started_at = now
        job.lease_until = until
        job.save(update_fields=["state", "attempt", "token", "worker", "started_at", "lease_until"])
    return job


def extend_lease(*, lease: Lease, until: datetime, progress: Progress) -> bool:
    """False: the lease is lost."""
    return held(lease).update(lease_until=until, **progress_columns(progress)) == 1


def settle_job(*, lease: Lease, outcome: Outcome, now: datetime, progress: Progress) -> bool:
    """Write down how the attempt ended. False: the lease was lost, and nothing was written."""
    with transaction.atomic():
        job = held(lease).select_for_update().first()
        if job is None:
            return False
        apply_outcome(job, outcome, now=now)
        for column, value in progress_columns(progress).items():
            setattr(job, column, value)
        job.save()
    return True


def reap_jobs(*, now: datetime, dead_workers: Collection[str]) -> list[Job]:
    """Take back the jobs of workers that died: they wait again, or failed when that was the last attempt."""
    orphaned = Job.objects.filter(Q(lease_until__lt=now) | Q(worker__in=dead_workers), state=State.RUNNING)
    if not orphaned.exists():
        return []
    with transaction.atomic():
        jobs = list(orphaned.select_for_update(skip_locked=True))
        for job in jobs:
            apply_outcome(job, Outcome.of_death(job, now=now), now=now)
            job.save()
    return jobs


def held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(id=lease.job_id, token=lease.token, state=State.RUNNING)


def progress_columns(progress: Progress) -> dict[str, Any]:
    return {"progress_done": progress.done, "progress_total": progress.total, "note": progress.note[:200]}


def apply_outcome(job: Job, outcome: Outcome, *, now: datetime) -> None:
    job.state = outcome.state
    job.lease_until = None
    if outcome.run_after is not None:
        job.run_after = outcome.run_after
    else:
        job.finished_at = now
    if not outcome.is_attempt_counted:
        job.attempt -= 1
    if outcome.error or outcome.state == State.DONE:
        job.error, job.traceback = outcome.error, outcome.traceback
