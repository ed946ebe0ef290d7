from datetime import datetime, timedelta

import pytest

from shuke.jobs.context import Progress
from shuke.jobs.leases import Lease, claim_job, extend_lease, reap_jobs, settle_job
from shuke.jobs.models import Job, State
from shuke.jobs.outcome import Outcome
from shuke.jobs.services import enqueue

pytestmark = pytest.mark.django_db

TASK = "tests.jobs.tasks.leave_trace"
MINUTE = timedelta(minutes=1)


def claim(*, worker: str = "w", now: datetime) -> tuple[Job, Lease]:
    job = claim_job(worker=worker, now=now, until=now + MINUTE)
    assert job is not None
    return job, Lease(job.pk, job.token)


def test_the_job_due_longest_comes_first(now: datetime) -> None:
    later = enqueue(TASK, run_after=now - MINUTE)
    sooner = enqueue(TASK, run_after=now - 2 * MINUTE)

    assert [claim(now=now)[0].pk, claim(now=now)[0].pk] == [sooner.pk, later.pk]


def test_no_job_is_claimed_before_its_time(now: datetime) -> None:
    enqueue(TASK, run_after=now + timedelta(seconds=1))

    assert claim_job(worker="w", now=now, until=now + MINUTE) is None


def test_a_claimed_job_is_nobody_elses(now: datetime) -> None:
    enqueue(TASK, run_after=now)

    job, _ = claim(now=now)

    assert (job.state, job.attempt, job.worker, job.started_at) == (State.RUNNING, 1, "w", now)
    assert claim_job(worker="other", now=now, until=now + MINUTE) is None


def test_an_extended_lease_shows_the_progress(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    job, lease = claim(now=now)

    assert extend_lease(lease=lease, until=now + 5 * MINUTE, progress=Progress(3, 10, "reading"))

    job.refresh_from_db()
    assert (job.lease_until, job.progress_done, job.progress_total) == (now + 5 * MINUTE, 3, 10)
    assert job.note == "reading"


def test_a_live_lease_is_not_reaped(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    claim(now=now)

    assert reap_jobs(now=now + MINUTE, dead_workers=[]) == []


def test_an_expired_lease_lets_the_job_run_again(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    claim(now=now)
    later = now + MINUTE + timedelta(seconds=1)

    reap_jobs(now=later, dead_workers=[])

    job, _ = claim(worker="other", now=later)
    assert (job.attempt, job.worker) == (2, "other")
    assert "died on attempt 1" in job.error


def test_the_job_of_a_dead_worker_needs_no_expiry(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    enqueue(TASK, run_after=now)
    orphan, _ = claim(worker="dead", now=now)
    claim(worker="alive", now=now)

    assert [job.pk for job in reap_jobs(now=now, dead_workers=["dead"])] == [orphan.pk]


def test_a_job_that_kills_its_workers_fails_in_the_end(now: datetime) -> None:
    job = enqueue(TASK, run_after=now, max_attempts=2)
    for _ in range(2):
        claim(now=now)
        reap_jobs(now=now, dead_workers=["w"])

    job.refresh_from_db()
    assert (job.state, job.attempt, job.finished_at) == (State.FAILED, 2, now)
    assert "attempt 2 of 2" in job.error


@pytest.mark.parametrize("is_claimed_again", [True, False])
def test_a_lost_lease_can_neither_finish_nor_be_extended(now: datetime, *, is_claimed_again: bool) -> None:
    enqueue(TASK, run_after=now)
    job, zombie = claim(now=now)
    reap_jobs(now=now, dead_workers=["w"])
    if is_claimed_again:
        claim(worker="w", now=now)
    job.refresh_from_db()
    before = job.state

    assert not settle_job(lease=zombie, outcome=Outcome(State.DONE), now=now, progress=Progress(9, 9, "late"))
    assert not extend_lease(lease=zombie, until=now + 9 * MINUTE, progress=Progress(9, 9, "late"))

    job.refresh_from_db()
    assert (job.state, job.note) == (before, "")


def test_success_clears_the_error_of_an_earlier_attempt(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    job, lease = claim(now=now)
    settle_job(
        lease=lease, outcome=Outcome(State.WAITING, run_after=now, error="down"), now=now, progress=Progress(1, 2)
    )
    _, second = claim(now=now)

    settle_job(lease=second, outcome=Outcome(State.DONE), now=now, progress=Progress(2, 2))

    job.refresh_from_db()
    assert (job.state, job.error, job.attempt, job.progress_done) == (State.DONE, "", 2, 2)


def test_an_attempt_that_is_not_counted_still_changes_the_token(now: datetime) -> None:
    enqueue(TASK, run_after=now)
    _, first = claim(now=now)
    handed_back = Outcome(State.WAITING, run_after=now, is_attempt_counted=False)
    settle_job(lease=first, outcome=handed_back, now=now, progress=Progress())

    job, second = claim(now=now)

    assert job.attempt == 1
    assert second.token > first.token
