"""The wizard's background work. Each task can be killed and run again: what is done already is not done twice."""

import time
from collections.abc import Callable

from django.utils import timezone

from shuke.intake.apply.run import NotOurTurn
from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.intake.services import apply_import, compare_import, stage_import
from shuke.intake.services import undo_import as undo
from shuke.intake.services.ground import scope_of
from shuke.jobs.context import JobContext
from shuke.records.access.models import Staff
from shuke.records.access.scope import scope_of_staff
from shuke.web.imports.dry_run import DryRun, begin_anew, dry_run_of, is_overtaken, keep_dry_run, keep_refusal
from shuke.web.imports.rights import rows_outside

State = ImportRun.State
# Progress is told in parts of a thousand.
WHOLE = 1_000


class _Overtaken(Exception):
    """Somebody asked for something else while this was being worked out."""


def check_import(*, run_id: int, job: JobContext) -> None:
    """The dry run: every line checked, and what the import would create, update and leave as it is."""
    while (run := _unanswered(run_id)) is not None:
        try:
            if _answered(run, job):
                return
        except _Overtaken:
            pass
        if (run := _unanswered(run_id)) is not None:
            begin_anew(run)


def run_import(*, run_id: int, job: JobContext) -> None:
    run = _run(run_id, State.STAGED, State.RUNNING, State.FAILED)
    if run is None or (is_untouched(run) and dry_run_of(run) is None):
        return
    try:
        apply_import(run=run, now=timezone.now(), progress=_shown_on(job))
    except NotOurTurn:
        return  # held by a person, or another process has it


def undo_import(*, run_id: int, staff_id: int, job: JobContext) -> None:
    run = _run(run_id, State.DONE, State.UNDOING)
    if run is not None:
        job.heartbeat()
        undo(run=run, now=timezone.now(), scope=scope_of_staff(Staff.objects.get(pk=staff_id)))


def is_untouched(run: ImportRun) -> bool:
    """Nothing of it is written yet."""
    return run.state in (State.DRAFT, State.STAGED) and not (run.step or run.part or run.batch)


def _run(run_id: int, *states: str) -> ImportRun | None:
    return ImportRun.objects.select_related("started_by").filter(pk=run_id, state__in=states).first()


def _unanswered(run_id: int) -> ImportRun | None:
    """None too where the run was discarded or begun meanwhile."""
    run = _run(run_id, State.DRAFT, State.STAGED)
    return run if run is not None and is_untouched(run) and dry_run_of(run) is None else None


def _answered(run: ImportRun, job: JobContext) -> bool:
    began = time.monotonic()
    try:
        stage_import(run=run, now=timezone.now(), progress=_shown_on(job, run, half=0))
    except SourceRefused as refused:
        return keep_refusal(run, refused)
    counts = compare_import(run=run, now=timezone.now(), progress=_shown_on(job, run, half=1))
    outside = rows_outside(run, scope_of(run))
    return keep_dry_run(run, DryRun(counts, time.monotonic() - began, outside))


def _shown_on(job: JobContext, run: ImportRun | None = None, *, half: int | None = None) -> Callable[[float], None]:
    """Checking is the first half of a dry run, comparing the second."""

    def tell(share: float) -> None:
        done = share if half is None else (half + share) / 2
        job.heartbeat(progress_done=round(done * WHOLE), progress_total=WHOLE)
        if run is not None and is_overtaken(run):
            raise _Overtaken

    return tell
