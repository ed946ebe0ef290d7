"""Where an import stands: its state, and the background work on it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shuke.intake.models import ImportRun
from shuke.intake.services import stop_import
from shuke.jobs.models import UNFINISHED, Job
from shuke.jobs.models import State as JobState
from shuke.jobs.services import AlreadyOver, cancel_job, enqueue
from shuke.records.access.models import Staff
from shuke.web.imports.dry_run import REFUSED, dry_run_of
from shuke.web.imports.tasks import is_untouched

State = ImportRun.State
CHECK, RUN, UNDO = (f"shuke.web.imports.tasks.{name}_import" for name in ("check", "run", "undo"))


class Phase(StrEnum):
    ASKS = "asks"  # a person must say something before it can be checked
    UNCHECKED = "unchecked"  # the check is to be asked for
    CHECKING = "checking"
    CHECK_FAILED = "check_failed"
    CHECKED = "checked"
    RUNNING = "running"
    BROKEN = "broken"  # held or broken off half-way: it goes on from there
    DONE = "done"
    UNDOING = "undoing"
    UNDO_BROKEN = "undo_broken"
    UNDONE = "undone"

    @property
    def is_setting_up(self) -> bool:
        return self in SETTING_UP

    @property
    def is_moving(self) -> bool:
        return self in (Phase.CHECKING, Phase.RUNNING, Phase.UNDOING)


SETTING_UP = (Phase.ASKS, Phase.UNCHECKED, Phase.CHECKING, Phase.CHECK_FAILED, Phase.CHECKED)


@dataclass(frozen=True)
class Standing:
    run: ImportRun
    phase: Phase
    job: Job | None  # the latest

    @property
    def share(self) -> float:
        """How far the present work is, 0–1."""
        if self.job is None or not self.job.progress_total:
            return 0.0
        return (self.job.progress_done or 0) / self.job.progress_total

    @property
    def waits_for_worker(self) -> bool:
        return self.job is not None and self.job.state == JobState.WAITING


def standing_of(run: ImportRun) -> Standing:
    return standings_of([run])[0]


def standings_of(runs: Iterable[ImportRun]) -> list[Standing]:
    """One query for all their work."""
    runs = list(runs)
    latest = {job.key: job for job in Job.objects.filter(key__in=[key_of(run) for run in runs]).order_by("id")}
    return [Standing(run, phase_of(run, latest.get(key_of(run))), latest.get(key_of(run))) for run in runs]


def key_of(run: ImportRun) -> str:
    """One for all work on a run: a second click finds the first one's job."""
    return f"import:{run.pk}"


def check_soon(run: ImportRun) -> Job:
    return enqueue(CHECK, key=key_of(run), run_id=run.pk)


def run_soon(run: ImportRun) -> Job:
    return enqueue(RUN, key=key_of(run), run_id=run.pk)


def hold_import(standing: Standing, *, now: datetime) -> None:
    """After the batch at hand; what no worker has taken yet is not begun."""
    if standing.job is not None and standing.waits_for_worker:
        with suppress(AlreadyOver):
            cancel_job(job_id=standing.job.pk, now=now)
    stop_import(run=standing.run)


def undo_soon(run: ImportRun, by: Staff) -> Job:
    return enqueue(UNDO, key=key_of(run), run_id=run.pk, staff_id=by.pk)


def phase_of(run: ImportRun, job: Job | None) -> Phase:
    at_work = job.task if job is not None and job.state in UNFINISHED else ""
    match run.state:
        case State.DONE:
            return Phase.UNDOING if at_work == UNDO else Phase.DONE
        case State.UNDOING:
            return Phase.UNDOING if at_work == UNDO else Phase.UNDO_BROKEN
        case State.UNDONE:
            return Phase.UNDONE
    if at_work == RUN:
        return Phase.RUNNING
    return _phase_of_draft(run, job, at_work) if is_untouched(run) else Phase.BROKEN


def _phase_of_draft(run: ImportRun, job: Job | None, at_work: str) -> Phase:
    if run.detected.get("missing") or REFUSED in run.detected:
        return Phase.ASKS
    if dry_run_of(run) is not None:
        return Phase.CHECKED
    if at_work == CHECK:
        return Phase.CHECKING
    return Phase.CHECK_FAILED if job is not None and job.state == JobState.FAILED else Phase.UNCHECKED
