"""What a person changes while an import is being set up. Each change makes the check begin anew."""

from collections.abc import Mapping as Facts
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.intake.checks import Checked, check
from shuke.intake.mapping import Mapping, signature
from shuke.intake.models import ImportRun, RememberedMapping
from shuke.intake.reading import Batch, Options
from shuke.intake.services import change_mapping, discard_import, start_import
from shuke.intake.services.ground import ground_for_checks, with_store
from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.web.imports.dry_run import ask_anew
from shuke.web.imports.tasks import is_untouched
from shuke.web.imports.told import told_like


class AlreadyBegun(ShukeError):
    """An import that is being written, or was: its reading stands."""


@transaction.atomic
def begin_import(
    *, path: Path, file_name: str, kind: str, now: datetime, by: Staff, like: ImportRun | None = None
) -> ImportRun:
    """A draft of an uploaded file; `like` lends its columns and settings. Raises SourceRefused."""
    told = told_like(like) if like else {}
    options = Options(**like.options) if like else Options()
    run = start_import(
        path=path, kind=kind, now=now, told=told, options=options, file_name=file_name, is_upload=True, started_by=by
    )
    ask_anew(run)
    return run


@transaction.atomic
def change_reading(*, run_id: int, told: Facts[str, Any], options: Options | None = None) -> ImportRun:
    """Raises SourceRefused where the file cannot be read so, AlreadyBegun."""
    run = _untouched(run_id)
    run = change_mapping(run=run, told=told, options=options)
    ask_anew(run)
    return run


@transaction.atomic
def correct_cell(*, run_id: int, line: int, column: str, value: str) -> ImportRun:
    """What stands in the file stays as it is; the value is read instead of it."""
    run = _untouched(run_id)
    if column not in run.detected["columns"]:
        raise ShukeError(_("The file has no column “%(column)s”.") % {"column": column})
    cells = {**run.corrections.get(str(line), {}), column: value}
    run.corrections = {**run.corrections, str(line): cells}
    run.save(update_fields=["corrections"])
    ask_anew(run)
    return run


@transaction.atomic
def discard(*, run_id: int) -> None:
    run = _untouched(run_id)
    if run.is_upload:
        Path(run.path).unlink(missing_ok=True)
    discard_import(run=run)


def name_mapping(*, run: ImportRun, name: str, now: datetime) -> RememberedMapping:
    """Under this name the columns are remembered for files with the same header."""
    known, _is_new = RememberedMapping.objects.get_or_create(
        signature=signature(run.kind, run.detected["columns"]),
        defaults={"kind": run.kind, "name": name, "mapping": run.mapping, "uses": 0, "updated_at": now},
    )
    known.name = name
    known.save(update_fields=["name"])
    return known


def remembered(run: ImportRun) -> RememberedMapping | None:
    return RememberedMapping.objects.filter(signature=signature(run.kind, run.detected["columns"])).first()


def check_row(run: ImportRun, batch: Batch) -> Checked:
    """One row by itself, as the whole file will be checked; raises SourceRefused while a column is missing."""
    return check(batch, with_store(Mapping.from_dict(run.mapping)), ground_for_checks())


def _untouched(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not is_untouched(run):
        raise AlreadyBegun(_("This import has begun: it is read as it was. Import the file anew to read it otherwise."))
    return run
