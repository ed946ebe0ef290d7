"""Imports in the background. Both tasks can be killed and run again."""

from collections.abc import Callable

from django.utils import timezone

from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.intake.services import apply_import, check_import, fail_import, stage_import
from shuke.jobs.context import JobContext

# Progress is written down when it moved this far.
NOTED_EVERY = 0.02


def check_file(*, run_id: int, job: JobContext) -> None:
    """Pass 1 and the dry run."""
    run = ImportRun.objects.get(pk=run_id)
    try:
        check_import(run=run, now=timezone.now(), progress=_noted(run, job))
    except SourceRefused as refused:
        fail_import(run=run, refused=refused)
        raise


def run_import(*, run_id: int, job: JobContext) -> None:
    """Both passes, as far as they are not done yet."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state == ImportRun.State.DONE:
        return
    try:
        stage_import(run=run, now=timezone.now(), progress=_noted(run, job))
    except SourceRefused as refused:
        fail_import(run=run, refused=refused)
        raise
    apply_import(run=run, now=timezone.now(), progress=_noted(run, job))


def _noted(run: ImportRun, job: JobContext) -> Callable[[float], None]:
    latest = 0.0

    def note(share: float) -> None:
        nonlocal latest
        job.heartbeat(progress_done=round(share * 100), progress_total=100)
        if share - latest >= NOTED_EVERY or share >= 1:
            latest = share
            ImportRun.objects.filter(pk=run.pk).update(progress=share)

    return note
