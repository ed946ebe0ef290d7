"""How an attempt ended, decided purely from what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception

from shuke.jobs.backoff import retry_wait
from shuke.jobs.context import StopRequested
from shuke.jobs.models import Job, State
from shuke.lib.errors import ShukeError


@dataclass(frozen=True)
class Outcome:
    state: State
    run_after: datetime | None = None  # set when the job waits again
    error: str = ""
    traceback: str = ""
    is_attempt_counted: bool = True

    @staticmethod
    def of_death(job: Job, *, now: datetime) -> Outcome:
        """The worker vanished. No back-off: it was most likely a restart, and the last attempt ends a poisoned job."""
        error = f"The worker died on attempt {job.attempt} of {job.max_attempts}: killed, out of memory, or cut off."
        if job.attempt >= job.max_attempts:
            return Outcome(State.FAILED, error=error)
        return Outcome(State.WAITING, run_after=now, error=error)


def outcome_of(job: Job, error: BaseException | None, *, now: datetime, jitter: float) -> Outcome:
    """`error` is what the task raised, None when it returned; `jitter` a random number in [0, 1)."""
    if error is None:
        return Outcome(State.DONE)
    if isinstance(error, StopRequested | KeyboardInterrupt):
        return Outcome(State.WAITING, run_after=now, is_attempt_counted=False)
    if isinstance(error, ShukeError):  # a refusal that a person must put right: trying again cannot help
        return Outcome(State.FAILED, error=str(error))
    is_over = job.attempt >= job.max_attempts
    return Outcome(
        State.FAILED if is_over else State.WAITING,
        run_after=None if is_over else now + retry_wait(attempt=job.attempt, jitter=jitter),
        error=f"{type(error).__name__}: {error}",
        traceback="".join(format_exception(error)),
    )
