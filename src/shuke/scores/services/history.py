"""Scores of days gone by, so that moves, matrix and curves are there from the first day."""

from datetime import date, datetime

from django.db import transaction

from shuke.analytics.worth import scorecard
from shuke.lib.progress import Report, silent
from shuke.scores.models import ModelRun
from shuke.scores.services.changes import write_changes
from shuke.scores.services.runs import finish, recorded_run
from shuke.scores.services.thresholds import current_settings
from shuke.warehouse.marts.score_change import score_change
from shuke.warehouse.snapshots import Snapshots, month_before
from shuke.warehouse.tables import Tables, open_tables

MONTHS = 13  # a year, and the month it is compared with


def fill_in_history(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun | None:
    """Make the snapshots of the latest 13 month-ends before `as_of` that are missing; None when none is.

    By the same functions as today's scores, each as of its own day and knowing nothing later.
    """
    settings = current_settings()
    with open_tables() as tables:
        snapshots = Snapshots(tables.folder)
        wanted = _wanted(tables, snapshots, as_of=as_of)
        if not wanted:
            return None
        with recorded_run(
            kind=ModelRun.Kind.BACKFILL,
            as_of=as_of,
            now=now,
            manifest=tables.manifest,
            engine=engine,
            parameters=settings.as_dict(),
        ) as (run, watch):
            for day in wanted:
                report(f"history: {day}")
                with watch.step(day.isoformat()):
                    scored = scorecard.wide(
                        tables.orders(as_of=day, by="place"),
                        tables.lines(as_of=day, window_days=settings.window_days, by="place"),
                        as_of=day,
                        settings=settings,
                    )
                    snapshots.write(tables, scored, as_of=day, is_filled_in=True)
                    _keep_stage_changes(run, tables, snapshots, day)
            finish(run, watch, now=now)
            return run


def _wanted(tables: Tables, snapshots: Snapshots, *, as_of: date) -> list[date]:
    """Month-ends without a (fitting) snapshot, from the first month with a purchase on; oldest first."""
    first_on = tables.first_purchase_on()
    days: list[date] = []
    day = month_before(as_of)
    while first_on is not None and day >= first_on and len(days) < MONTHS:
        days.append(day)
        day = month_before(day)
    return [day for day in reversed(days) if snapshots.is_wanted(day, orders=tables.count_orders(until=day))]


def _keep_stage_changes(run: ModelRun, tables: Tables, snapshots: Snapshots, day: date) -> None:
    """Only stages: they are the customer's dated history. Moves between levels are read from the snapshots."""
    before = snapshots.table(tables, snapshots.latest_before(day), name="changed_before")
    if before is None:
        return
    after = snapshots.table(tables, day, name="changed_after")
    with transaction.atomic():
        write_changes(score_change(before, after, states=("stage",)), run=run, seen_on=day)
