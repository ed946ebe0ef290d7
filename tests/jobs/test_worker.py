"""A worker in the test's own process: what it does without being killed."""

import datetime as dt
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings
from tests.jobs.conftest import eventually

from shuke.jobs.crew import Pace
from shuke.jobs.models import Job, Schedule, State, Worker
from shuke.jobs.services import enqueue
from shuke.jobs.worker import drain, work

QUICK = Pace(poll_seconds=0.05, heartbeat_seconds=0.1, grace_seconds=10)


@pytest.fixture(autouse=True)
def _quiet_schedules(settings: Settings, data_folder: Path) -> None:
    settings.SCHEDULES = {}


def count(state: State) -> int:
    return Job.objects.filter(state=state).count()


class RunningWorker:
    """`work` in a thread."""

    def __init__(self, *, pace: Pace = QUICK, concurrency: int = 2) -> None:
        self.stop = Event()
        self.has_ended_well = False
        self._thread = Thread(target=self._work, args=[pace, concurrency])
        self._thread.start()

    def _work(self, pace: Pace, concurrency: int) -> None:
        self.has_ended_well = work(stop=self.stop, concurrency=concurrency, pace=pace)
        connections.close_all()

    def end(self) -> None:
        self.stop.set()
        self._thread.join(timeout=120)
        assert not self._thread.is_alive()

    def __enter__(self) -> "RunningWorker":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


@pytest.mark.django_db
def test_draining_runs_all_that_is_due_and_no_more(traces: Path) -> None:
    for text in ("first", "second"):
        enqueue("tests.jobs.tasks.leave_trace", file=str(traces), text=text)
    enqueue("tests.jobs.tasks.leave_trace", run_after=timezone.now() + dt.timedelta(hours=1), file="f", text="t")

    assert drain() == 2

    assert traces.read_text().split() == ["first", "second"]
    assert count(State.WAITING) == 1
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_is_enqueued_while_it_waits(traces: Path) -> None:
    with RunningWorker():
        eventually(Worker.objects.exists)
        enqueue("tests.jobs.tasks.leave_trace", file=str(traces), text="here")
        eventually(lambda: count(State.DONE) == 1)

    assert traces.read_text() == "here\n"


@pytest.mark.django_db(transaction=True)
def test_a_worker_leaves_in_order(data_folder: Path) -> None:
    worker = RunningWorker()
    eventually(Worker.objects.exists)

    worker.end()

    assert worker.has_ended_well
    assert not Worker.objects.exists()
    assert list((data_folder / "workers").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_leaves_the_worker_working(traces: Path) -> None:
    enqueue("tests.jobs.tasks.fail", max_attempts=1, file=str(traces))
    enqueue("tests.jobs.tasks.leave_trace", file=str(traces), text="after")

    with RunningWorker(concurrency=1):
        eventually(lambda: count(State.DONE) == 1)

    assert count(State.FAILED) == 1


@pytest.mark.django_db(transaction=True)
def test_a_due_schedule_is_run_by_the_worker(traces: Path, settings: Settings) -> None:
    plan = {"task": "tests.jobs.tasks.leave_trace", "cron": "0 0 1 1 *", "kwargs": {"file": str(traces), "text": "t"}}
    settings.SCHEDULES = {"yearly": plan}
    with RunningWorker():
        eventually(Schedule.objects.exists)
        Schedule.objects.update(next_due_at=timezone.now())
        eventually(lambda: count(State.DONE) == 1)

    assert traces.read_text() == "t\n"


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_task_runs() -> None:
    job = enqueue("tests.jobs.tasks.count_until_told")

    with RunningWorker():
        eventually(lambda: (Job.objects.get(pk=job.pk).progress_done or 0) > 3)

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.WAITING, 0)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_does_not_end_in_the_grace_is_handed_back(traces: Path) -> None:
    job = enqueue("tests.jobs.tasks.sleep_deaf", file=str(traces), seconds=3.0)
    worker = RunningWorker(pace=Pace(poll_seconds=0.05, heartbeat_seconds=0.1, grace_seconds=0.3))
    eventually(lambda: "began" in traces.read_text())

    worker.end()

    job.refresh_from_db()
    assert not worker.has_ended_well
    assert (job.state, job.attempt) == (State.WAITING, 0)
    eventually(lambda: "ended" in traces.read_text())
    job.refresh_from_db()
    assert job.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_silence_does_not_cost_a_long_computation_its_lease(traces: Path) -> None:
    enqueue("tests.jobs.tasks.sleep_deaf", file=str(traces), seconds=3.0)
    pace = Pace(lease_seconds=1, heartbeat_seconds=0.2, poll_seconds=0.05)

    with RunningWorker(pace=pace), RunningWorker(pace=pace):
        eventually(lambda: count(State.DONE) == 1)

    assert len(traces.read_text().splitlines()) == 2  # began, ended
    assert Job.objects.get().attempt == 1
