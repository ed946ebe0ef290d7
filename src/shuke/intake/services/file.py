"""An import from beginning to end in this process: what the command line calls."""

from collections.abc import Callable
from collections.abc import Mapping as Facts
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shuke.intake.fields import fields_of
from shuke.intake.folders import folder_of
from shuke.intake.mapping import read_mapping
from shuke.intake.models import ImportRun
from shuke.intake.queries import refused_csv
from shuke.intake.services.running import apply_import, stage_import
from shuke.intake.services.start import discard_import, sha256_of, start_import
from shuke.intake.words import summary_lines

REJECTED_NAME = "rejected.csv"
# How often progress is said, as a share of each pass.
SAID_EVERY = 0.1


@dataclass(frozen=True)
class ImportSummary:
    """What became of a file. `counts` is by table: created, updated, unchanged; and what was noticed."""

    run_id: int
    kind: str
    file_name: str
    lines_read: int
    refused: Facts[str, int]  # reason → rows
    warned: Facts[str, int]
    noticed: Facts[str, int]
    counts: Facts[str, Facts[str, int]]
    rejected: Path | None  # the refused rows as CSV, with line, column, value and reason

    def lines(self) -> list[str]:
        return summary_lines(self)


def import_file(
    *,
    path: Path,
    kind: str,
    now: datetime,
    mapping: Path | None = None,
    store: str | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> ImportSummary:
    """Reads `path` into the records; raises SourceRefused with a sentence when it cannot be read as `kind`.

    An import of the same file that was broken off is gone on with; a finished one is done again and changes nothing.
    """
    fields_of(kind)
    told: dict[str, Any] = read_mapping(mapping, kind) if mapping else {}
    if store:
        told["store"] = store
    run = _unfinished(path, kind) or start_import(path=path, kind=kind, now=now, told=told)
    stage_import(run=run, now=now, progress=_said(progress, f"{path.name}: checked"))
    run = apply_import(run=run, now=now, progress=_said(progress, f"{path.name}: written"))
    return summary_of(run, rejected=_write_rejected(run))


def summary_of(run: ImportRun, *, rejected: Path | None = None) -> ImportSummary:
    staged = run.staged
    return ImportSummary(
        run_id=run.pk,
        kind=run.kind,
        file_name=run.file_name,
        lines_read=staged["lines"],
        refused=staged["refused"],
        warned=staged["warned"],
        noticed={**staged["noticed"], **run.counts.get("noticed", {})},
        counts={name: counts for name, counts in run.counts.items() if name != "noticed"},
        rejected=rejected,
    )


def _unfinished(path: Path, kind: str) -> ImportRun | None:
    """The same file's import that was broken off, to be gone on with; drafts that died before are cleared away."""
    begun = (ImportRun.State.DRAFT, ImportRun.State.STAGED, ImportRun.State.RUNNING)
    runs = ImportRun.objects.filter(kind=kind, state__in=begun, started_by__isnull=True, is_upload=False)
    if not path.is_file() or not runs.exists():
        return None
    same = list(runs.filter(sha256=sha256_of(path)).order_by("pk"))
    for draft in (run for run in same if run.state == ImportRun.State.DRAFT):
        discard_import(run=draft)
    return next((run for run in reversed(same) if run.state != ImportRun.State.DRAFT), None)


def _write_rejected(run: ImportRun) -> Path | None:
    """None when nothing was refused."""
    if not run.staged["refused"] and not run.staged["warned"]:
        return None
    path = folder_of(run) / REJECTED_NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(refused_csv(run))
    return path


def _said(progress: Callable[[str], None], what: str) -> Callable[[float], None]:
    latest = 0.0

    def say(share: float) -> None:
        nonlocal latest
        if share - latest >= SAID_EVERY or (share >= 1.0 > latest):
            latest = share
            progress(f"{what} {share:.0%}")

    return say
