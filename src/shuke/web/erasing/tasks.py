"""The files of somebody who was erased. Run twice, the second time finds nothing."""

from collections.abc import Sequence
from pathlib import Path

from shuke.intake.services.erasing import forget_refused_rows
from shuke.jobs.context import JobContext


def clear_files(*, files: Sequence[str], marks: Sequence[str], job: JobContext) -> None:
    """Mails and attachments they are in, what an outbox holds, and rows of theirs that imports refused."""
    for done, path in enumerate(files, start=1):
        Path(path).unlink(missing_ok=True)
        job.heartbeat(progress_done=done, progress_total=len(files))
    forget_refused_rows(marks=frozenset(marks))
