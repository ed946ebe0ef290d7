from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections, transaction

from shuke.jobs.context import Progress
from shuke.jobs.leases import Lease, claim_job, settle_job
from shuke.jobs.models import Job, State
from shuke.jobs.outcome import Outcome
from shuke.jobs.services import AlreadyOver, InvalidTask, NotRetryable, cancel_job, enqueue, prune_jobs, retry_job

pytestmark = pytest.mark.django_db

TASK = "tests.jobs.tasks.leave_trace"


def run(job: Job, outcome: Outcome, *, now: datetime) -> None:
    claimed = claim_job(worker="w", now=now, until=now + timedelta(minutes=1))
    assert claimed is not None
    assert claimed.pk == job.pk
    assert settle_job(lease=Lease(claimed.pk, claimed.token), outcome=outcome, now=now, progress=Progress())


def test_a_job_keeps_what_it_was_given() -> None:
    job = enqueue(TASK, file="f", text="字", numbers=[1, 2])

    kept = Job.objects.get(pk=job.pk)
    assert (kept.task, kept.kwargs) == (TASK, {"file": "f", "text": "字", "numbers": [1, 2]})
    assert (kept.state, kept.attempt) == (State.WAITING, 0)
    assert kept.run_after <= kept.enqueued_at


def test_the_same_unfinished_key_is_the_same_job(now: datetime) -> None:
    first = enqueue(TASK, key="import:1", run_after=now, n=1)

    while_waiting = enqueue(TASK, key="import:1", n=2)
    claim_job(worker="w", now=now, until=now + timedelta(minutes=1))
    while_running = enqueue(TASK, key="import:1", n=3)

    assert while_waiting.pk == while_running.pk == first.pk
    assert while_running.kwargs == {"n": 1}
    assert Job.objects.count() == 1


def test_a_finished_key_may_be_used_again(now: datetime) -> None:
    over = enqueue(TASK, key="import:1", run_after=now)
    run(over, Outcome(State.DONE), now=now)

    again = enqueue(TASK, key="import:1")

    assert again.pk != over.pk


def test_jobs_without_a_key_are_all_kept() -> None:
    assert enqueue(TASK).pk != enqueue(TASK).pk


def test_a_job_goes_with_its_transaction() -> None:
    with transaction.atomic():
        enqueue(TASK, key="import:1")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_enqueued_at_once_is_one_job() -> None:
    at_once = Barrier(6)

    def enqueue_with_others(_n: int) -> int:
        at_once.wait(timeout=120)
        try:
            return enqueue(TASK, key="import:1").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(enqueue_with_others, range(6)))

    assert ids == {Job.objects.get().pk}


@pytest.mark.parametrize("name", ["os.system", "tests.jobs.tasks", "shuke.x.tasks.a;b", "tasks.run", ""])
def test_only_functions_of_a_tasks_module_are_tasks(name: str) -> None:
    with pytest.raises(InvalidTask, match="is no task"):
        enqueue(name)


def test_a_failed_job_runs_again_as_a_new_one(now: datetime) -> None:
    failed = enqueue(TASK, key="import:1", run_after=now, n=1)
    run(failed, Outcome(State.FAILED, error="down"), now=now)

    again = retry_job(job_id=failed.pk, now=now)

    assert (again.task, again.key, again.kwargs, again.attempt) == (TASK, "import:1", {"n": 1}, 0)
    assert Job.objects.get(pk=failed.pk).error == "down"


def test_a_job_that_went_well_is_not_repeated(now: datetime) -> None:
    done = enqueue(TASK, run_after=now)
    run(done, Outcome(State.DONE), now=now)

    with pytest.raises(NotRetryable, match="is done"):
        retry_job(job_id=done.pk, now=now)


def test_a_cancelled_job_is_never_claimed(now: datetime) -> None:
    job = enqueue(TASK, run_after=now)

    cancel_job(job_id=job.pk, now=now)

    assert claim_job(worker="w", now=now, until=now + timedelta(minutes=1)) is None
    with pytest.raises(AlreadyOver):
        cancel_job(job_id=job.pk, now=now)


def test_a_running_job_that_is_cancelled_cannot_finish(now: datetime) -> None:
    job = enqueue(TASK, run_after=now)
    claimed = claim_job(worker="w", now=now, until=now + timedelta(minutes=1))
    assert claimed is not None

    cancel_job(job_id=job.pk, now=now)

    lease = Lease(claimed.pk, claimed.token)
    assert not settle_job(lease=lease, outcome=Outcome(State.DONE), now=now, progress=Progress())
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED


def test_pruning_forgets_only_what_was_over_before(now: datetime) -> None:
    run(enqueue(TASK, run_after=now), Outcome(State.DONE), now=now)
    unfinished = enqueue(TASK, run_after=now - timedelta(days=400))

    assert prune_jobs(finished_before=now) == 0
    assert prune_jobs(finished_before=now + timedelta(seconds=1)) == 1
    assert list(Job.objects.all()) == [unfinished]
