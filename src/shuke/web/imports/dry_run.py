"""What an import would do, kept beside what was staged; and whether that still answers what was asked.

A person may change columns or correct cells while a check runs. Every change asks anew (a token in `detected`); a check
that finds another token than it began with has answered an old question, and begins again.
"""

import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from shuke.intake.folders import parts_of
from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.web.imports.rights import Outside

ASKED, ASKED_MAPPING, REFUSED = "asked", "asked_mapping", "refused"  # in `detected`
COMPARED, ABOUT = "compared", "about_compared"  # in `staged`

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class DryRun:
    """`counts` is by table: created, updated, unchanged, skipped."""

    counts: Counts
    seconds: float
    outside: Outside


def ask_anew(run: ImportRun) -> None:
    """What a check found so far, or is finding now, answers no longer. Staged rows go: they are of another reading."""
    kept = {name: value for name, value in run.detected.items() if name != REFUSED}
    run.detected = {**kept, ASKED: uuid.uuid4().hex, ASKED_MAPPING: run.mapping}
    run.state, run.staged, run.staged_at = ImportRun.State.DRAFT, {}, None
    shutil.rmtree(parts_of(run), ignore_errors=True)
    run.save(update_fields=["detected", "state", "staged", "staged_at"])


def begin_anew(run: ImportRun) -> None:
    """For a check that was overtaken: the run as it was asked for, without what the check has written into it."""
    run.mapping = run.detected.get(ASKED_MAPPING, run.mapping)
    run.state, run.staged, run.staged_at = ImportRun.State.DRAFT, {}, None
    shutil.rmtree(parts_of(run), ignore_errors=True)
    run.save(update_fields=["mapping", "state", "staged", "staged_at"])


def is_overtaken(run: ImportRun) -> bool:
    """Asks the database."""
    asked = ImportRun.objects.filter(pk=run.pk).values_list("detected", flat=True).first()
    return asked is None or asked.get(ASKED) != run.detected.get(ASKED)


def dry_run_of(run: ImportRun) -> DryRun | None:
    """None while there is none for what is asked now."""
    about = run.staged.get(ABOUT)
    if about is None or about[ASKED] != run.detected.get(ASKED):
        return None
    outside = Outside(**{**about["outside"], "stores": tuple(about["outside"]["stores"])})
    return DryRun(run.staged[COMPARED], about["seconds"], outside)


@transaction.atomic
def keep_dry_run(run: ImportRun, dry: DryRun) -> bool:
    """False where something else is asked by now."""
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    if held.detected.get(ASKED) != run.detected.get(ASKED):
        return False
    about = {"seconds": dry.seconds, "outside": asdict(dry.outside), ASKED: held.detected.get(ASKED)}
    held.staged = {**held.staged, COMPARED: dry.counts, ABOUT: about}
    held.save(update_fields=["staged"])
    return True


@transaction.atomic
def keep_refusal(run: ImportRun, refused: SourceRefused) -> bool:
    """Why the file cannot be read on, for a person to decide; False where something else is asked by now."""
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    if held.detected.get(ASKED) != run.detected.get(ASKED):
        return False
    held.detected = {**held.detected, REFUSED: asdict(refused.reason)}
    held.save(update_fields=["detected"])
    return True
