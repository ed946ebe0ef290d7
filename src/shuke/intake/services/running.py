"""The two passes of one run, each of which can be killed and called again."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from shuke.intake.apply.run import Cursor, apply_staged, compare_staged
from shuke.intake.folders import folder_of, parts_of, refused_of
from shuke.intake.mapping import Mapping, signature
from shuke.intake.models import ImportRun, RememberedMapping
from shuke.intake.reading import Options, open_source
from shuke.intake.reasons import SourceRefused
from shuke.intake.services.ground import ground_for_checks, scope_of, work_of
from shuke.intake.services.start import settled_mapping
from shuke.intake.staging import Staged, read_staged, stage_file
from shuke.lib.errors import ShukeError
from shuke.records.customers.services import record_event

Progress = Callable[[float], None]


class NotReady(ShukeError):
    """An import that is not in the state for what was asked."""


def stage_import(*, run: ImportRun, now: datetime, progress: Progress = lambda share: None) -> Staged:
    """Pass 1: check the whole file. Again on a staged run it only reads what the first time found."""
    _require(run, ImportRun.State.DRAFT, ImportRun.State.STAGED, ImportRun.State.RUNNING)
    staged = read_staged(parts_of(run))
    if staged is None:
        source = open_source(Path(run.path), Options(**run.options))
        mapping = settled_mapping(run, source)
        run.mapping = mapping.as_dict()
        run.save(update_fields=["mapping"])
        corrections = {int(line): cells for line, cells in run.corrections.items()}
        staged = stage_file(
            source,
            mapping=mapping,
            ground=ground_for_checks(),
            folder=parts_of(run),
            corrections=corrections,
            progress=progress,
        )
    if run.state == ImportRun.State.DRAFT:
        run.state, run.staged, run.staged_at = ImportRun.State.STAGED, vars(staged), now
        run.save(update_fields=["state", "staged", "staged_at"])
    return staged


def compare_import(
    *, run: ImportRun, now: datetime, progress: Progress = lambda share: None
) -> dict[str, dict[str, int]]:
    """The dry run: what `apply_import` would create, update and leave as it is."""
    _require(run, ImportRun.State.STAGED)
    return compare_staged(work_of(run, now=now), progress=progress)


def check_import(*, run: ImportRun, now: datetime, progress: Progress = lambda share: None) -> ImportRun:
    """Pass 1 and the dry run behind it, whose counts stay with the run."""
    stage_import(run=run, now=now, progress=lambda share: progress(share / 2))
    compared = compare_import(run=run, now=now, progress=lambda share: progress((1 + share) / 2))
    run.staged = {**run.staged, "compared": compared}
    run.save(update_fields=["staged"])
    return run


def fail_import(*, run: ImportRun, refused: SourceRefused) -> None:
    """Keeps why, for the page; another mapping can be tried."""
    facts = {"code": refused.reason.code, "facts": dict(refused.reason.facts)}
    ImportRun.objects.filter(pk=run.pk).update(error=str(refused), detected={**run.detected, "refused": facts})


def apply_import(*, run: ImportRun, now: datetime, progress: Progress = lambda share: None) -> ImportRun:
    """Pass 2, from where it stands to its end. The same rows written again change nothing."""
    _require(run, ImportRun.State.STAGED, ImportRun.State.RUNNING, ImportRun.State.FAILED)
    if run.state != ImportRun.State.RUNNING:
        run.state, run.error = ImportRun.State.RUNNING, ""
        run.save(update_fields=["state", "error"])
    apply_staged(work_of(run, now=now), at=Cursor(run.step, run.part, run.batch), progress=progress)
    return finish_import(run_id=run.pk, now=now)


def stop_import(*, run: ImportRun) -> None:
    """Hold a running import after the batch it is at; `apply_import` goes on from there."""
    ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING).update(state=ImportRun.State.STAGED)


def finish_import(*, run_id: int, now: datetime) -> ImportRun:
    """Closes the run once: remembers its mapping and says in the log that it happened. Its staged rows go."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state == ImportRun.State.RUNNING:
            run.state, run.finished_at, run.progress = ImportRun.State.DONE, now, 1.0
            run.save(update_fields=["state", "finished_at", "progress"])
            _remember(run, now=now)
            facts = {"import": run.pk, "kind": run.kind, "counts": run.counts}
            record_event(scope=scope_of(run), kind="import.finished", now=now, origin=run.origin, facts=facts)
    clear_folder(run)
    return run


def clear_folder(run: ImportRun) -> None:
    """Keeps what was refused; the staged rows and our copy of the upload are not needed any more."""
    staged = parts_of(run) / "rejected.parquet"
    if staged.exists():
        staged.replace(folder_of(run) / "rejected.parquet")
    shutil.rmtree(parts_of(run), ignore_errors=True)
    if run.is_upload and refused_of(run).exists():
        Path(run.path).unlink(missing_ok=True)


def _remember(run: ImportRun, *, now: datetime) -> None:
    mapping = Mapping.from_dict(run.mapping)
    key = signature(run.kind, run.detected["columns"])
    known, is_new = RememberedMapping.objects.get_or_create(
        signature=key,
        defaults={"kind": run.kind, "name": run.file_name[:120], "mapping": mapping.as_dict(), "updated_at": now},
    )
    if not is_new:
        known.mapping, known.uses, known.updated_at = mapping.as_dict(), known.uses + 1, now
        known.save()


def _require(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise NotReady(
            f"Import {run.pk} ({run.file_name}) is {run.get_state_display()}; this cannot be done with it now."
        )
