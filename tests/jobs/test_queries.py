from datetime import datetime, timedelta

import pytest

from shuke.jobs.leases import claim_job
from shuke.jobs.models import State, Worker
from shuke.jobs.queries import latest_job, latest_jobs, pulse
from shuke.jobs.services import enqueue

pytestmark = pytest.mark.django_db

TASK = "tests.jobs.tasks.leave_trace"
MINUTE = timedelta(minutes=1)


def test_pulse_of_an_installation_that_never_ran(now: datetime) -> None:
    found = pulse(now=now)

    assert found.jobs == {"waiting": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 0}
    assert (found.oldest_waiting, found.workers, found.since_heartbeat) == (None, 0, None)


def test_pulse_counts_from_the_database(now: datetime) -> None:
    Worker.objects.create(name="early", started_at=now - 9 * MINUTE, heartbeat_at=now - 5 * MINUTE)
    Worker.objects.create(name="late", started_at=now - 9 * MINUTE, heartbeat_at=now - MINUTE)
    for minutes in (3, 2):
        enqueue(TASK, run_after=now - minutes * MINUTE)
    enqueue(TASK, run_after=now + MINUTE)
    claim_job(worker="late", now=now, until=now + MINUTE)

    found = pulse(now=now)

    assert (found.jobs["waiting"], found.jobs["running"]) == (2, 1)
    assert (found.oldest_waiting, found.workers, found.since_heartbeat) == (2 * MINUTE, 2, MINUTE)


def test_what_is_not_due_yet_waits_for_no_worker(now: datetime) -> None:
    enqueue(TASK, run_after=now + MINUTE)

    assert pulse(now=now).oldest_waiting is None


def test_the_log_is_newest_first_and_by_state(now: datetime) -> None:
    running = enqueue(TASK, run_after=now)
    claim_job(worker="w", now=now, until=now + MINUTE)
    waiting = enqueue(TASK, run_after=now)

    assert list(latest_jobs()) == [waiting, running]
    assert list(latest_jobs(states=[State.RUNNING])) == [running]


def test_the_latest_job_of_a_key(now: datetime) -> None:
    enqueue(TASK)
    newest = enqueue(TASK, key="import:1", run_after=now)

    assert latest_job(key="import:1") == newest
    assert latest_job(key="import:2") is None
