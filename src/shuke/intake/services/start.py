"""Setting an import up: the file is looked at, a mapping proposed, and changed by a person as often as they like."""

import hashlib
import shutil
from collections.abc import Mapping as Facts
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from shuke.intake.folders import folder_of
from shuke.intake.guess import propose, settle_dates
from shuke.intake.mapping import Mapping, Proposal, apply_told, require_complete, require_known, signature
from shuke.intake.models import ImportRun, RememberedMapping
from shuke.intake.reading import Options, Source, open_source
from shuke.intake.reasons import SourceRefused
from shuke.intake.services.ground import custom_of, with_store
from shuke.records.access.models import Staff

HASH_BLOCK_BYTES = 2**20


def start_import(
    *,
    path: Path,
    kind: str,
    now: datetime,
    told: Facts[str, Any] | None = None,
    options: Options = Options(),  # noqa: B008  (frozen)
    file_name: str = "",
    is_upload: bool = False,
    started_by: Staff | None = None,
) -> ImportRun:
    """A draft with the best mapping known: told, remembered, guessed, in this order of strength.

    Raises SourceRefused where the file is no table. A mapping may still be incomplete: `stage_import` asks for it.
    """
    source = open_source(path, options)
    remembered = remembered_mapping(kind, source.description.columns)
    run = ImportRun(
        kind=kind,
        path=str(path.resolve()),
        file_name=file_name or path.name,
        size_bytes=path.stat().st_size,
        sha256=sha256_of(path),
        options=asdict(options),
        is_upload=is_upload,
        started_by=started_by,
        created_at=now,
    )
    _propose(run, source, told or {}, remembered=remembered)
    run.save()
    return run


def change_mapping(
    *, run: ImportRun, told: Facts[str, Any], options: Options | None = None, remembered: bool = True
) -> ImportRun:
    """Look at the draft's file again with other answers. What was staged of it is thrown away."""
    if run.state not in (ImportRun.State.DRAFT, ImportRun.State.STAGED):
        raise SourceRefused("import_under_way", name=run.file_name)
    options = options or Options(**run.options)
    source = open_source(Path(run.path), options)
    known = remembered_mapping(run.kind, source.description.columns) if remembered else None
    _propose(run, source, told, remembered=known)
    shutil.rmtree(folder_of(run) / "parts", ignore_errors=True)
    run.options, run.state, run.staged, run.counts = asdict(options), ImportRun.State.DRAFT, {}, {}
    run.save()
    return run


def discard_import(*, run: ImportRun) -> None:
    """Forget a draft and its files."""
    if run.state not in (ImportRun.State.DRAFT, ImportRun.State.STAGED):
        raise SourceRefused("import_under_way", name=run.file_name)
    shutil.rmtree(folder_of(run), ignore_errors=True)
    run.delete()


def remembered_mapping(kind: str, columns: tuple[str, ...]) -> Mapping | None:
    found = RememberedMapping.objects.filter(signature=signature(kind, columns)).first()
    return Mapping.from_dict(found.mapping) if found else None


def settled_mapping(run: ImportRun, source: Source) -> Mapping:
    """The run's mapping, complete and unambiguous; raises SourceRefused where a person has to decide."""
    columns = source.description.columns
    proposal, custom = Proposal(Mapping.from_dict(run.mapping), {}, ()), custom_of(run.kind)
    require_known(proposal.mapping.columns, run.kind, custom)
    require_complete(proposal, columns)
    return with_store(settle_dates(source, proposal, custom).mapping)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _propose(run: ImportRun, source: Source, told: Facts[str, Any], *, remembered: Mapping | None) -> None:
    description, custom = source.description, custom_of(run.kind)
    proposal = propose(source, run.kind, remembered=remembered, custom=custom)
    proposal = apply_told(proposal, told, description.columns, custom)
    run.mapping = proposal.mapping.as_dict()
    facts = asdict(description)
    run.detected = {
        **{name: _plain(value) for name, value in facts.items()},
        "reasons": {name: asdict(reason) for name, reason in proposal.reasons.items()},
        "custom": {name: field.label for name, field in custom.items()},
        "left_out": list(proposal.left_out),
        "missing": [list(group) for group in proposal.missing],
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
