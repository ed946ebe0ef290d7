from datetime import datetime, timedelta

import pytest
from tests.jobs.tasks import NoSuchShop

from shuke.jobs.context import StopRequested
from shuke.jobs.models import Job, State
from shuke.jobs.outcome import Outcome, outcome_of


def job(*, attempt: int) -> Job:
    return Job(task="tests.jobs.tasks.fail", attempt=attempt, max_attempts=3)


def test_a_task_that_returns_is_done(now: datetime) -> None:
    assert outcome_of(job(attempt=1), None, now=now, jitter=0) == Outcome(State.DONE)


def test_an_error_is_tried_again_after_a_wait(now: datetime) -> None:
    outcome = outcome_of(job(attempt=2), ValueError("down"), now=now, jitter=0.5)

    assert (outcome.state, outcome.run_after) == (State.WAITING, now + timedelta(seconds=30))
    assert outcome.error == "ValueError: down"
    assert "ValueError" in outcome.traceback


def test_the_last_attempt_fails_for_good(now: datetime) -> None:
    outcome = outcome_of(job(attempt=3), ValueError("down"), now=now, jitter=0.5)

    assert (outcome.state, outcome.run_after) == (State.FAILED, None)
    assert "ValueError: down" in outcome.traceback


def test_a_refusal_is_not_tried_again(now: datetime) -> None:
    outcome = outcome_of(job(attempt=1), NoSuchShop("Shop S9 is unknown."), now=now, jitter=0.5)

    assert (outcome.state, outcome.error, outcome.traceback) == (State.FAILED, "Shop S9 is unknown.", "")


@pytest.mark.parametrize("error", [StopRequested(), KeyboardInterrupt()])
def test_a_shutdown_costs_no_attempt(now: datetime, error: BaseException) -> None:
    outcome = outcome_of(job(attempt=1), error, now=now, jitter=0.5)

    assert outcome == Outcome(State.WAITING, run_after=now, is_attempt_counted=False)


def test_death_on_the_last_attempt_ends_a_poisoned_job(now: datetime) -> None:
    assert Outcome.of_death(job(attempt=2), now=now).state == State.WAITING
    assert Outcome.of_death(job(attempt=3), now=now).state == State.FAILED
