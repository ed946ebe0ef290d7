"""Running one job: the task's side of a lease, and the call itself."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from random import Random
from threading import Event
from typing import Any

import structlog
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django.utils.module_loading import import_string

from shuke.jobs.context import JobContext, LeaseLost, Progress, StopRequested
from shuke.jobs.leases import Lease, extend_lease, settle_job
from shuke.jobs.models import Job
from shuke.jobs.outcome import Outcome, outcome_of
from shuke.jobs.services import check_task
from shuke.lib.errors import ShukeError

log = structlog.get_logger("shuke.jobs")

Clock = Callable[[], datetime]

# About one a second: for as long as a restart of the database takes.
SETTLE_TRIES = 30


class UnknownTask(ShukeError):
    """A task that this version of the program does not have."""


class HeldJob:
    """A job this process runs. The keeper's thread extends its lease, the task's thread reads the flags."""

    def __init__(self, job: Job, *, stop: Event) -> None:
        self.job = job
        self.lease = Lease(job_id=job.pk, token=job.token)
        self.progress = Progress(job.progress_done, job.progress_total, job.note)
        self.is_lost = False
        self.has_news = False  # progress that the table does not show yet
        self._stop = stop
        self._until: datetime | None = job.lease_until

    def report(self, progress: Progress) -> None:
        """What a heartbeat does: leaves the progress for the keeper, and ends the task where it has to end.

        The task's own connection is not used: in its transaction the progress would stay unseen and the row locked.
        """
        self.has_news = self.has_news or progress != self.progress
        self.progress = progress
        if self.is_lost:
            raise LeaseLost
        if self._stop.is_set():
            raise StopRequested

    def keep(self, *, now: datetime, until: datetime) -> None:
        """Extend the lease; when the database can't be asked, it is lost as soon as others may think so."""
        self.has_news = False
        try:
            self.is_lost = not extend_lease(lease=self.lease, until=until, progress=self.progress)
            self._until = until
        except DatabaseError:
            self.is_lost = self._until is not None and now >= self._until
            log.warning("lease not extended", job=self.job.pk, is_lost=self.is_lost, exc_info=True)


def refresh_connection() -> None:
    """Let go of a broken connection. Inside the caller's own transaction (drain in a test) it is not ours to close."""
    if not connection.in_atomic_block:
        close_old_connections()


def resolve_task(task: str) -> Callable[..., Any]:
    check_task(task)
    try:
        found: Callable[..., Any] = import_string(task)
    except ImportError as missing:
        raise UnknownTask(f"There is no task {task} in this version ({missing}).") from missing
    return found


def run_job(held: HeldJob, *, clock: Clock, random: Random) -> None:
    """Call the task and write down how it ended."""
    job = held.job
    error: BaseException | None = None
    with structlog.contextvars.bound_contextvars(job=job.pk, task=job.task, attempt=job.attempt):
        log.info("job started")
        try:
            resolve_task(job.task)(**job.kwargs, job=JobContext(attempt=job.attempt, report=held.report))
        except LeaseLost:
            log.warning("job lost to another worker")
            return
        except BaseException as raised:
            error = raised
        finally:
            refresh_connection()
        outcome = outcome_of(job, error, now=clock(), jitter=random.random())
        if settle(held, outcome, clock=clock):
            level = logging.ERROR if outcome.error else logging.INFO
            log.log(level, "job ended", state=outcome.state.value, error=outcome.error)
        else:
            log.warning("job ended after its lease was lost: nothing recorded", error=outcome.error)
    if isinstance(error, KeyboardInterrupt):  # Ctrl+C while draining
        raise error


def settle(held: HeldJob, outcome: Outcome, *, clock: Clock) -> bool:
    """Write the end down, waiting for a database that is away for a moment: else the work would be done again."""
    for _ in range(SETTLE_TRIES):
        try:
            return settle_job(lease=held.lease, outcome=outcome, now=clock(), progress=held.progress)
        except OperationalError:
            log.warning("job ended, but the database is away", exc_info=True)
            refresh_connection()
            time.sleep(1)
    return False
