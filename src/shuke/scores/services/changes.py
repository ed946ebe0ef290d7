"""Who moved from one stage, level or class to another, kept with the day it was first seen."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from shuke.lib.bulk import insert_rows
from shuke.records.customers.models import Event
from shuke.scores.models import ModelRun, ScoreChange

COLUMNS = ("customer_id", "run_id", "kind", "before", "after", "seen_on")
STAGE_CHANGED = "stage.changed"


def write_changes(changes: Any, *, run: ModelRun, seen_on: date) -> set[tuple[int, str, str, str]]:
    """Replace what earlier runs of the same day saw; returns what none of them had: (customer, kind, before, after)."""
    found = {
        (row["customer_key"], row["kind"], row["before"], row["after"]) for row in changes.to_pyarrow().to_pylist()
    }
    known = set(
        ScoreChange.objects.filter(seen_on=seen_on).values_list("customer_id", "kind", "before", "after").iterator()
    )
    ScoreChange.objects.filter(seen_on=seen_on).delete()
    rows = ((customer, run.pk, kind, before, after, seen_on) for customer, kind, before, after in sorted(found))
    insert_rows(ScoreChange._meta.db_table, COLUMNS, rows)
    return found - known


def record_stage_events(moved: Iterable[tuple[int, str, str, str]], *, run: ModelRun, now: datetime) -> int:
    """One event a customer who changed stage: for the timeline, and for journeys that wait for it."""
    columns = ("kind", "customer_id", "occurred_at", "recorded_at", "origin", "facts")
    rows = (
        (STAGE_CHANGED, customer, now, now, f"run:{run.pk}", {"before": before, "after": after})
        for customer, kind, before, after in sorted(moved)
        if kind == ScoreChange.Kind.STAGE and before
    )
    return insert_rows(Event._meta.db_table, columns, rows)
