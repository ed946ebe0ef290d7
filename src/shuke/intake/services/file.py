"""An import from beginning to end in this process: what the command line calls."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Facts
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from shuke.intake.apply.run import NOTICED_AT
from shuke.intake.checks import Refusal
from shuke.intake.fields import fields_of
from shuke.intake.folders import folder_of
from shuke.intake.mapping import read_mapping
from shuke.intake.models import ImportRun
from shuke.intake.queries import refusals_of, refused_csv
from shuke.intake.reading import Options
from shuke.intake.reading.unpack import require_readable
from shuke.intake.reasons import SourceRefused
from shuke.intake.services.running import apply_import, check_import, stage_import
from shuke.intake.services.start import discard_import, sha256_of, start_import
from shuke.intake.words import summary_lines
from shuke.lib.progress import Report, silent

REJECTED_NAME = "rejected.csv"
# How often progress is said, as a share of each pass.
SAID_EVERY = 0.1
# A dry run keeps no file of refused rows; it shows the first.
SHOWN_REFUSALS = 10


class ReadAs(NamedTuple):
    """From which of the file's columns a field was read, and why from these."""

    field: str
    columns: tuple[str, ...]
    reason: Facts[str, Any] | None  # of `Reason`
    label: str = ""  # of a custom field


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
    read_as: tuple[ReadAs, ...] = ()  # in the order of the file kind's fields
    left_out: tuple[str, ...] = ()  # columns nothing is read from
    noticed_at: Facts[str, list[int]] = field(default_factory=dict)  # the first lines, where lines are at fault
    first_refusals: tuple[Refusal, ...] = ()  # of a dry run, which keeps no such file
    is_dry_run: bool = False

    @property
    def is_all_refused(self) -> bool:
        return sum(self.refused.values()) == self.lines_read

    def lines(self) -> list[str]:
        return summary_lines(self)


def import_file(
    *,
    path: Path,
    kind: str,
    now: datetime,
    mapping: Path | None = None,
    store: str | None = None,
    options: Options = Options(),  # noqa: B008  (frozen)
    progress: Report = silent,
) -> ImportSummary:
    """Reads `path` into the records; raises SourceRefused with a sentence when it cannot be read as `kind`.

    An import of the same file that was broken off is gone on with; a finished one is done again and changes nothing.
    What is refused as a whole leaves no trace.
    """
    answers = _answers_given(kind, mapping=mapping, store=store)
    require_readable(path)
    run = _unfinished(path, kind, is_told=bool(answers) or options != Options())
    run = run or start_import(path=path, kind=kind, now=now, told=answers, options=options)
    with _discarded_when_refused(run):
        stage_import(run=run, now=now, progress=_said(progress, f"{path.name}: checked"))
    run = apply_import(run=run, now=now, progress=_said(progress, f"{path.name}: written"))
    return summary_of(run, rejected=_write_rejected(run))


def try_file(
    *,
    path: Path,
    kind: str,
    now: datetime,
    mapping: Path | None = None,
    store: str | None = None,
    options: Options = Options(),  # noqa: B008  (frozen)
    progress: Report = silent,
) -> ImportSummary:
    """The dry run: what `import_file` would do. Nothing of it stays."""
    answers = _answers_given(kind, mapping=mapping, store=store)
    run = start_import(path=path, kind=kind, now=now, told=answers, options=options)
    try:
        run = check_import(run=run, now=now, progress=_said(progress, f"{path.name}: checked"))
        first = tuple(islice(refusals_of(run), SHOWN_REFUSALS))
        return replace(summary_of(run), counts=run.staged["compared"], first_refusals=first, is_dry_run=True)
    finally:
        discard_import(run=run)


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
        noticed_at=run.counts.get(NOTICED_AT, {}),
        counts={name: counts for name, counts in run.counts.items() if name not in ("noticed", NOTICED_AT)},
        rejected=rejected,
        read_as=_read_as(run),
        left_out=tuple(run.detected.get("left_out", ())),
    )


def _read_as(run: ImportRun) -> tuple[ReadAs, ...]:
    columns, reasons, labels = run.mapping["columns"], run.detected.get("reasons", {}), run.detected.get("custom", {})
    return tuple(
        ReadAs(name, tuple(columns[name]), reasons.get(name), labels.get(name, ""))
        for name in (*fields_of(run.kind), *labels)
        if columns.get(name)
    )


def _answers_given(kind: str, *, mapping: Path | None, store: str | None) -> dict[str, Any]:
    fields_of(kind)
    answers: dict[str, Any] = read_mapping(mapping, kind) if mapping else {}
    return {**answers, "store": store} if store else answers


@contextmanager
def _discarded_when_refused(run: ImportRun) -> Iterator[None]:
    try:
        yield
    except SourceRefused:
        discard_import(run=run)
        raise


def _unfinished(path: Path, kind: str, *, is_told: bool) -> ImportRun | None:
    """The same file's import that was broken off, to be gone on with; drafts that died before are cleared away, and
    with `is_told` those of which nothing was written yet: they were read by other answers."""
    begun = (ImportRun.State.DRAFT, ImportRun.State.STAGED, ImportRun.State.RUNNING)
    runs = ImportRun.objects.filter(kind=kind, state__in=begun, started_by__isnull=True, is_upload=False)
    if not runs.exists():
        return None
    same = list(runs.filter(sha256=sha256_of(path)).order_by("pk"))
    useless = [run for run in same if run.state == ImportRun.State.DRAFT or (is_told and _is_untouched(run))]
    for run in useless:
        discard_import(run=run)
    return next((run for run in reversed(same) if run not in useless), None)


def _is_untouched(run: ImportRun) -> bool:
    return run.state == ImportRun.State.STAGED and (run.step, run.part, run.batch) == (0, 0, 0)


def _write_rejected(run: ImportRun) -> Path | None:
    """None when nothing was refused."""
    if not run.staged["refused"] and not run.staged["warned"]:
        return None
    path = folder_of(run) / REJECTED_NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(refused_csv(run))
    return path


def _said(progress: Report, what: str) -> Callable[[float], None]:
    latest = 0.0

    def say(share: float) -> None:
        nonlocal latest
        if share - latest >= SAID_EVERY or (share >= 1.0 > latest):
            latest = share
            progress(f"{what} {share:.0%}")

    return say
