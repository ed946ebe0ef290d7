"""The walk through the staged tables. A batch and the cursor that stands behind it are one transaction, so a killed run
goes on exactly after the latest batch that was written, and no batch is written twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from shuke.intake.apply.orders import OrderStep
from shuke.intake.apply.people import PeopleStep
from shuke.intake.apply.products import ProductStep
from shuke.intake.apply.referrals import ReferralStep
from shuke.intake.apply.returns import ReturnStep
from shuke.intake.apply.stores import StoreStep
from shuke.intake.apply.work import Counts, Step, Work
from shuke.intake.models import ImportRun
from shuke.intake.staging.tables import TABLES
from shuke.lib.errors import ShukeError

STEPS: dict[str, Callable[[], Step[Any, Any]]] = {
    "stores": StoreStep,
    "products": ProductStep,
    "customers": PeopleStep,
    "referrals": ReferralStep,
    "orders": OrderStep,
    "returns": ReturnStep,
}
NOTICED_AT = "noticed_at"  # beside the tables' counts: of what was noticed, the first lines that show it
LINES_KEPT = 20
LINKS = ("referrals", "returns")  # between rows that are written before; a dry run cannot know them
# SQLite's default of 2 MB makes every index page of a large table come from disk again and again.
SQLITE_CACHE_KIB = 256 * 1024
# And its default of 1,000 pages writes the same index pages into the database with every batch.
SQLITE_CHECKPOINT_PAGES = 16_000


class NotOurTurn(ShukeError):
    """Somebody else moved this run's cursor: a second process works on it, or it was stopped."""


@dataclass(frozen=True, order=True)
class Cursor:
    """The batch to be written next."""

    step: int
    part: int
    batch: int


def apply_staged(work: Work, *, at: Cursor, progress: Callable[[float], None]) -> None:
    """Write everything from `at` on; the run's counts and cursor move with every batch."""
    _tune_sqlite()
    steps = [STEPS[table]() for table in TABLES[work.mapping.kind]]
    for cursor, step, rows in _walk(work, steps, at):
        with transaction.atomic():
            plan = step.decide(work, rows)
            step.write(work, plan)
            _advance(work, cursor, step.table, step.counts(plan))
        progress((cursor.step + (cursor.part + 1) / work.parts) / len(steps))


def compare_staged(work: Work, *, progress: Callable[[float], None] = lambda share: None) -> dict[str, dict[str, int]]:
    """What `apply_staged` would count from the start, without writing: the dry run.

    Things a file creates and names again later count once each: they are staged by key.
    """
    steps = [STEPS[table]() for table in TABLES[work.mapping.kind] if table not in LINKS]
    totals: dict[str, dict[str, int]] = {}
    for cursor, step, rows in _walk(work, steps, Cursor(0, 0, 0)):
        totals = added(totals, step.table, step.counts(step.decide(work, rows)))
        progress((cursor.step + (cursor.part + 1) / work.parts) / len(steps))
    return totals


def added(totals: dict[str, dict[str, Any]], table: str, counts: Counts) -> dict[str, dict[str, Any]]:
    """The totals with one batch more; zeros are not kept."""
    here = Counter(totals.get(table, {}))
    here.update(counts.done)
    noticed = Counter(totals.get("noticed", {}))
    noticed.update(counts.noticed)
    at = {code: list(lines) for code, lines in totals.get(NOTICED_AT, {}).items()}
    for code, lines in counts.noticed_at.items():
        at[code] = [*at.get(code, ()), *lines][:LINES_KEPT]
    merged = {**totals, table: dict(+here), "noticed": dict(+noticed), NOTICED_AT: at}
    return {name: found for name, found in merged.items() if found}


def _walk(work: Work, steps: list[Step[Any, Any]], at: Cursor) -> Iterator[tuple[Cursor, Step[Any, Any], Any]]:
    for step_number in range(at.step, len(steps)):
        step = steps[step_number]
        for part in range(at.part if step_number == at.step else 0, work.parts):
            for batch, rows in enumerate(step.batches(work, part)):
                cursor = Cursor(step_number, part, batch)
                if cursor >= at:
                    yield cursor, step, rows


def _advance(work: Work, cursor: Cursor, table: str, counts: Counts) -> None:
    run = ImportRun.objects.select_for_update().get(pk=work.run_id)
    if run.state != ImportRun.State.RUNNING or Cursor(run.step, run.part, run.batch) > cursor:
        raise NotOurTurn(f"Import {work.run_id} is {run.get_state_display()}, or another process is working on it.")
    run.step, run.part, run.batch = cursor.step, cursor.part, cursor.batch + 1
    run.counts = added(run.counts, table, counts)
    run.save(update_fields=["step", "part", "batch", "counts"])


def _tune_sqlite() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_CHECKPOINT_PAGES}")
