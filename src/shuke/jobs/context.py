"""What a task is told, and tells, while it runs."""

from collections.abc import Callable
from dataclasses import dataclass


class Interrupted(BaseException):
    """Raised out of `heartbeat`. Not an Exception, so that no task swallows it together with its own errors."""


class LeaseLost(Interrupted):
    """Another worker may run this job by now, or somebody cancelled it: stop, and write nothing more."""


class StopRequested(Interrupted):
    """The worker is shutting down. The job waits for the next one, and this attempt is not counted."""


@dataclass(frozen=True)
class Progress:
    done: int | None = None
    total: int | None = None
    note: str = ""


class JobContext:
    """On its own it serves the foreground (a command, a test); a worker gives one that keeps the job's lease."""

    def __init__(self, *, attempt: int = 1, report: Callable[[Progress], None] | None = None) -> None:
        self.attempt = attempt
        self.progress = Progress()
        self._report = report

    def heartbeat(
        self, *, progress_done: int | None = None, progress_total: int | None = None, note: str | None = None
    ) -> None:
        """Say how far the work is; what is left out keeps its value. Cheap: call it as often as you like.

        Raises LeaseLost or StopRequested where the work must end, so call it where nothing is half-written.
        """
        before = self.progress
        self.progress = Progress(
            done=before.done if progress_done is None else progress_done,
            total=before.total if progress_total is None else progress_total,
            note=before.note if note is None else note,
        )
        if self._report is not None:
            self._report(self.progress)
