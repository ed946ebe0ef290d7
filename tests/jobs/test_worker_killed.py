"""Real worker processes, really killed."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from tests.jobs.conftest import StartWorker, eventually

from shuke.jobs.models import Job, State, Worker
from shuke.jobs.services import enqueue

SECONDS_NOBODY_WAITS = 3600


def is_over() -> bool:
    return not Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).exists()


def is_stopped_between_writes(pid: int) -> bool:
    """Stop the process; go on when it held SQLite's one lock, which nobody could have taken from it."""
    os.kill(pid, signal.SIGSTOP)
    # The signal takes effect thread by thread: until the last one stands still, a lock can still be taken.
    _, status = os.waitpid(pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    if connection.vendor != "sqlite":
        return True
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0.5)) as other:
            other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        os.kill(pid, signal.SIGCONT)
        return False
    return True


def test_a_killed_workers_job_runs_once_more_and_at_once(start_worker: StartWorker, traces: Path) -> None:
    job = enqueue("tests.jobs.tasks.hang_on_first_attempt", file=str(traces))
    killed = start_worker(lease_seconds=SECONDS_NOBODY_WAITS)
    eventually(lambda: traces.read_text() == "attempt 1\n")

    killed.kill()
    killed.wait()
    start_worker(lease_seconds=SECONDS_NOBODY_WAITS)
    eventually(is_over)

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert traces.read_text() == "attempt 1\nattempt 2\n"
    assert Worker.objects.count() == 1


def test_on_another_machine_the_lease_has_to_run_out(start_worker: StartWorker, traces: Path) -> None:
    job = enqueue("tests.jobs.tasks.hang_on_first_attempt", file=str(traces))
    killed = start_worker(lease_seconds=3)
    eventually(lambda: traces.read_text() == "attempt 1\n")
    start_worker(machine="another", lease_seconds=3)
    eventually(lambda: Worker.objects.count() == 2)
    assert traces.read_text() == "attempt 1\n"

    killed.kill()
    eventually(is_over)

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert traces.read_text() == "attempt 1\nattempt 2\n"


def test_a_zombie_cannot_finish_the_job_it_lost(start_worker: StartWorker, traces: Path) -> None:
    job = enqueue("tests.jobs.tasks.sleep_deaf", file=str(traces), seconds=2.0)
    zombie = start_worker(lease_seconds=2)
    eventually(lambda: f"began {zombie.pid}" in traces.read_text())
    eventually(lambda: is_stopped_between_writes(zombie.pid))

    heir = start_worker(machine="another", lease_seconds=2)
    eventually(lambda: f"began {heir.pid}" in traces.read_text())
    os.kill(zombie.pid, signal.SIGCONT)
    eventually(lambda: f"ended {zombie.pid}" in traces.read_text())
    eventually(is_over)

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert f":{heir.pid}:" in job.worker


def test_two_workers_never_run_the_same_job(start_worker: StartWorker, traces: Path) -> None:
    for machine in ("one", "another"):
        start_worker(machine=machine)
    eventually(lambda: Worker.objects.count() == 2)

    for n in range(60):
        enqueue("tests.jobs.tasks.leave_trace", file=str(traces), text=f"{n}")
    eventually(is_over)

    assert sorted(map(int, traces.read_text().split())) == list(range(60))
    assert set(Job.objects.values_list("state", "attempt")) == {(State.DONE, 1)}
    assert Job.objects.values("worker").distinct().count() == 2


def test_a_worker_asked_to_stop_ends_what_it_runs(start_worker: StartWorker, traces: Path) -> None:
    enqueue("tests.jobs.tasks.sleep_deaf", file=str(traces), seconds=1.0)
    worker = start_worker()
    eventually(lambda: "began" in traces.read_text())

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=120) == 0
    assert set(Job.objects.values_list("state", "attempt")) == {(State.DONE, 1)}
    assert not Worker.objects.exists()


def test_a_worker_asked_to_stop_hands_back_what_does_not_end(start_worker: StartWorker, traces: Path) -> None:
    enqueue("tests.jobs.tasks.hang_on_first_attempt", file=str(traces))
    worker = start_worker(grace_seconds=0.3)
    eventually(lambda: "attempt 1" in traces.read_text())

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=120) == 0
    assert set(Job.objects.values_list("state", "attempt")) == {(State.WAITING, 0)}


def test_an_idle_worker_leaves_cleanly(start_worker: StartWorker) -> None:
    worker = start_worker()
    eventually(Worker.objects.exists)

    worker.send_signal(signal.SIGINT)

    assert worker.wait(timeout=120) == 0
    assert not Worker.objects.exists()
