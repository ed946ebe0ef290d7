"""What the threads of one worker share, and the keeper's round: leases, the dead, the clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

import structlog

from shuke.jobs.leases import claim_job, reap_jobs
from shuke.jobs.models import Worker
from shuke.jobs.presence import bury, dead_among
from shuke.jobs.running import Clock, HeldJob, run_job
from shuke.jobs.schedule import tick

log = structlog.get_logger("shuke.jobs")

# A worker of another machine that has been silent this long is forgotten; its leases ran out long before.
FORGET_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """How often a worker does what. The lease outlasts the 20 s that a write may wait for SQLite's lock, threefold."""

    lease_seconds: float = 60
    heartbeat_seconds: float = 5
    poll_seconds: float = 1
    grace_seconds: float = 20  # for running jobs to end after the stop


@dataclass
class Crew:
    name: str
    presence: Path  # the folder of the workers' locks
    stop: Event
    clock: Clock
    random: Random
    pace: Pace = Pace()
    held: set[HeldJob] = field(default_factory=set)
    heartbeat_at: datetime | None = None  # the latest

    def run_next(self) -> bool:
        """Claim a job and run it; False when none is due."""
        job = claim_job(worker=self.name, now=self.clock(), until=self.lease_end())
        if job is None:
            return False
        held = HeldJob(job, stop=self.stop)
        self.held.add(held)
        try:
            run_job(held, clock=self.clock, random=self.random)
        finally:
            self.held.discard(held)
        return True

    def look_after(self) -> None:
        """The keeper's round. Own leases first: whoever was held up must not reap himself."""
        now = self.clock()
        is_beat = self.heartbeat_at is None or now - self.heartbeat_at >= timedelta(seconds=self.pace.heartbeat_seconds)
        self.keep_leases(now=now, is_beat=is_beat)
        try:
            if is_beat:
                self.heartbeat_at = now
                beat(name=self.name, now=now)
                take_over(presence=self.presence, now=now)
            for job in tick(now=now):
                log.info("schedule came due", job=job.pk, task=job.task)
        except Exception:  # whatever it was, the leases must be kept on the next round
            log.exception("keeper's round failed")

    def keep_leases(self, *, now: datetime, is_beat: bool) -> None:
        for held in tuple(self.held):
            if is_beat or held.has_news:
                held.keep(now=now, until=self.lease_end())

    def lease_end(self) -> datetime:
        return self.clock() + timedelta(seconds=self.pace.lease_seconds)


def beat(*, name: str, now: datetime) -> None:
    Worker.objects.update_or_create(
        name=name, defaults={"heartbeat_at": now}, create_defaults={"heartbeat_at": now, "started_at": now}
    )


def take_over(*, presence: Path, now: datetime) -> None:
    """Put the jobs of dead workers back, and forget those workers."""
    dead = dead_among(Worker.objects.values_list("name", flat=True), folder=presence)
    for job in reap_jobs(now=now, dead_workers=dead):
        log.warning("job taken back from a dead worker", job=job.pk, task=job.task, worker=job.worker, state=job.state)
    Worker.objects.filter(name__in=dead).delete()
    Worker.objects.filter(heartbeat_at__lt=now - FORGET_AFTER).delete()
    bury(dead, folder=presence)
