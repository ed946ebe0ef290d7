"""The process that runs jobs: runner threads claim and run, the calling thread keeps their leases."""

import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread

import structlog
from django.conf import settings
from django.db import connections
from django.utils import timezone

from shuke.jobs.crew import Crew, Pace
from shuke.jobs.leases import settle_job
from shuke.jobs.models import State, Worker
from shuke.jobs.outcome import Outcome
from shuke.jobs.presence import being_present
from shuke.jobs.running import Clock, refresh_connection
from shuke.jobs.schedule import sync_schedules
from shuke.jobs.supervise import supervise

log = structlog.get_logger("shuke.jobs")

# A job handed back while its thread still runs may be claimed when this process has surely ended.
HAND_BACK_WAIT = timedelta(seconds=2)
USUAL_PACE = Pace()


def work(
    *,
    stop: Event,
    concurrency: int = 2,
    pace: Pace = USUAL_PACE,
    clock: Clock = timezone.now,
) -> bool:
    """Run jobs until `stop` is set; True when every running job ended within the grace.

    Otherwise jobs were handed back while their threads still run: the caller has to end the process at once.
    """
    with enrolled(clock=clock) as name:
        crew = Crew(name, presence_folder(), stop, clock, Random(), pace)
        sync_schedules(settings.SCHEDULES, now=clock())
        runners = [Thread(target=run_jobs, args=[crew], name=f"runner-{n}", daemon=True) for n in range(concurrency)]
        for runner in runners:
            runner.start()
        log.info("worker started", worker=name, concurrency=concurrency)
        while not stop.is_set():
            refresh_connection()
            crew.look_after()
            stop.wait(pace.poll_seconds)
        return wind_down(crew, runners)


def drain(*, clock: Clock = timezone.now) -> int:
    """Run everything that is due now, one job after the other, in this thread; how many attempts that were."""
    with enrolled(clock=clock) as name:
        # No keeper extends these leases; should this process die, its lock says so.
        crew = Crew(name, presence_folder(), Event(), clock, Random(), Pace(lease_seconds=86_400))
        count = 0
        while crew.run_next():
            count += 1
        return count


def run_worker(processes: int) -> None:
    """`shuke worker`: worker processes, started again when they die, until this process is told to stop."""
    connections.close_all()
    supervise({f"worker {n + 1}": worker_command() for n in range(processes)})


def worker_command() -> list[str]:
    return [sys.executable, "-m", "shuke.jobs"]


@contextmanager
def enrolled(*, clock: Clock) -> Iterator[str]:
    """Stand in the list of workers, with a lock that tells others of our death."""
    name = f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"
    with being_present(name=name, folder=presence_folder()):
        now = clock()
        Worker.objects.create(name=name, started_at=now, heartbeat_at=now)
        try:
            yield name
        finally:
            Worker.objects.filter(name=name).delete()


def presence_folder() -> Path:
    folder: Path = settings.DATA / "workers"
    return folder


def run_jobs(crew: Crew) -> None:
    """A runner's life: one job after the other, a short sleep when there is none."""
    while not crew.stop.is_set():
        try:
            refresh_connection()
            if crew.run_next():
                continue
        except Exception:  # the database is away, most likely: a runner must outlive whatever it was
            log.exception("runner failed")
        crew.stop.wait(crew.pace.poll_seconds)
    connections.close_all()


def wind_down(crew: Crew, runners: list[Thread]) -> bool:
    """Let running jobs end, keep their leases meanwhile, hand back what does not end in time."""
    end = time.monotonic() + crew.pace.grace_seconds
    while any(runner.is_alive() for runner in runners) and time.monotonic() < end:
        crew.keep_leases(now=crew.clock(), is_beat=True)
        runners[0].join(timeout=0.1)
        time.sleep(0.1)
    now = crew.clock()
    handed_back = Outcome(State.WAITING, run_after=now + HAND_BACK_WAIT, is_attempt_counted=False)
    left = tuple(crew.held)
    for held in left:
        settle_job(lease=held.lease, outcome=handed_back, now=now, progress=held.progress)
        log.warning("job handed back at shutdown", job=held.job.pk, task=held.job.task)
    return not left
