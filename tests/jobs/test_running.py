from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError

from shuke.jobs import running
from shuke.jobs.context import LeaseLost, Progress, StopRequested
from shuke.jobs.leases import claim_job
from shuke.jobs.models import Job, State
from shuke.jobs.running import HeldJob, UnknownTask, resolve_task, run_job
from shuke.jobs.services import InvalidTask, cancel_job, enqueue

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def hold(*, now: datetime, stop: Event | None = None) -> HeldJob:
    job = claim_job(worker="w", now=now, until=now + MINUTE)
    assert job is not None
    return HeldJob(job, stop=stop or Event())


def run(held: HeldJob, *, now: datetime) -> Job:
    run_job(held, clock=lambda: now, random=Random(1))
    return Job.objects.get(pk=held.job.pk)


def test_a_task_is_called_with_what_was_enqueued(now: datetime, traces: Path) -> None:
    enqueue("tests.jobs.tasks.leave_trace", run_after=now, file=str(traces), text="你好")

    job = run(hold(now=now), now=now)

    assert (job.state, job.finished_at) == (State.DONE, now)
    assert traces.read_text() == "你好\n"


def test_progress_at_the_end_is_kept(now: datetime) -> None:
    enqueue("tests.jobs.tasks.import_lines", run_after=now)

    job = run(hold(now=now), now=now)

    assert (job.progress_done, job.progress_total, job.note) == (3, 3, "3 lines")


def test_an_error_keeps_its_traceback_and_waits(now: datetime, traces: Path) -> None:
    enqueue("tests.jobs.tasks.fail", run_after=now, file=str(traces))

    job = run(hold(now=now), now=now)

    assert (job.state, job.error) == (State.WAITING, "ValueError: the other side is down")
    assert "in fail" in job.traceback
    assert now + timedelta(seconds=11) < job.run_after < now + timedelta(seconds=19)


def test_a_refusal_fails_with_its_sentence(now: datetime) -> None:
    enqueue("tests.jobs.tasks.refuse", run_after=now)

    job = run(hold(now=now), now=now)

    assert (job.state, job.error) == (State.FAILED, "Shop S9 is unknown; create it first.")


def test_a_task_of_another_version_fails_with_a_sentence(now: datetime) -> None:
    enqueue("shuke.nowhere.tasks.run", run_after=now)

    job = run(hold(now=now), now=now)

    assert job.state == State.FAILED
    assert "There is no task shuke.nowhere.tasks.run in this version" in job.error


def test_a_row_of_the_table_opens_no_other_code() -> None:
    with pytest.raises(InvalidTask):
        resolve_task("os.system")
    with pytest.raises(UnknownTask):
        resolve_task("tests.jobs.tasks.missing")


def test_a_heartbeat_ends_a_task_that_was_cancelled(now: datetime) -> None:
    enqueue("tests.jobs.tasks.count_until_told", run_after=now)
    held = hold(now=now)
    cancel_job(job_id=held.job.pk, now=now)
    held.keep(now=now, until=now + MINUTE)

    job = run(held, now=now)

    assert job.state == State.CANCELLED


def test_a_heartbeat_hands_the_job_back_at_shutdown(now: datetime) -> None:
    enqueue("tests.jobs.tasks.count_until_told", run_after=now)
    stop = Event()
    held = hold(now=now, stop=stop)
    stop.set()

    job = run(held, now=now)

    assert (job.state, job.attempt, job.run_after) == (State.WAITING, 0, now)


def test_a_lease_that_cannot_be_extended_is_lost_when_it_runs_out(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue("tests.jobs.tasks.import_lines", run_after=now)
    held = hold(now=now)

    def unreachable(**_: object) -> bool:
        raise DatabaseError("gone")

    monkeypatch.setattr(running, "extend_lease", unreachable)

    held.keep(now=now + MINUTE / 2, until=now + 2 * MINUTE)
    held.report(Progress())
    held.keep(now=now + MINUTE, until=now + 2 * MINUTE)

    with pytest.raises(LeaseLost):
        held.report(Progress())


def test_the_end_is_written_down_when_the_database_is_back(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueue("tests.jobs.tasks.import_lines", run_after=now)
    settle_job, away = running.settle_job, [OperationalError("the server is starting up")]

    def settle_when_back(**told: Any) -> bool:
        if away:
            raise away.pop()
        return settle_job(**told)

    monkeypatch.setattr(running, "settle_job", settle_when_back)
    monkeypatch.setattr(running.time, "sleep", lambda _seconds: None)

    assert run(hold(now=now), now=now).state == State.DONE


def test_ctrl_c_hands_the_job_back_and_goes_on_to_the_caller(now: datetime) -> None:
    job = enqueue("tests.jobs.tasks.press_ctrl_c", run_after=now)

    with pytest.raises(KeyboardInterrupt):
        run_job(hold(now=now), clock=lambda: now, random=Random(1))

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.WAITING, 0)


def test_a_lost_lease_outranks_a_shutdown(now: datetime) -> None:
    enqueue("tests.jobs.tasks.import_lines", run_after=now)
    stop = Event()
    held = hold(now=now, stop=stop)
    stop.set()
    with pytest.raises(StopRequested):
        held.report(Progress())

    held.is_lost = True

    with pytest.raises(LeaseLost):
        held.report(Progress())
