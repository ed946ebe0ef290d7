"""Runs the steps of a refresh: one that breaks off leaves what it wrote the night before, and lets the others go on."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report
from shuke.scores.models import ModelRun

log = logging.getLogger(__name__)


class Step(Protocol):
    """All are called alike: one that needs no `now` or `engine` is given them all the same."""

    __name__: str

    def __call__(self, *, as_of: date, now: datetime, engine: str, report: Report) -> ModelRun | None: ...


class StepsFailed(ShukeError):
    """Some steps of a refresh broke off; all others are done."""


def run_steps(
    steps: Iterable[Step], *, as_of: date, now: datetime, engine: str, report: Report
) -> tuple[ModelRun, ...]:
    """One run for each step that had something to do. Raises StepsFailed after the last."""
    runs, failures = [], []
    for step in steps:
        try:
            runs.append(step(as_of=as_of, now=now, engine=engine, report=report))
        except Exception as broken:
            log.exception("%s broke off", step.__name__)
            failures.append(f"{step.__name__}: {type(broken).__name__}: {broken}.")
            report(failures[-1])
    if failures:
        raise StepsFailed(f"As of {as_of} these steps broke off; all others are done. {' '.join(failures)}")
    return tuple(run for run in runs if run is not None)
