"""Where a run keeps its files."""

from pathlib import Path

from django.conf import settings

from shuke.intake.models import ImportRun


def folder_of(run: ImportRun) -> Path:
    return Path(settings.DATA) / "imports" / str(run.pk)


def parts_of(run: ImportRun) -> Path:
    """What pass 1 staged; gone once the run is over."""
    return folder_of(run) / "parts"


def refused_of(run: ImportRun) -> Path:
    """What was refused; kept for the download."""
    kept = folder_of(run) / "rejected.parquet"
    return kept if kept.exists() else parts_of(run) / "rejected.parquet"
