"""Today's scores: read → analyse → judge → write."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shuke.analytics.worth import scorecard
from shuke.lib.progress import Report, silent
from shuke.records.customers.services import publish_service_class
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.services.changes import record_stage_events, write_changes
from shuke.scores.services.judge import metrics_of
from shuke.scores.services.rows import score_rows
from shuke.scores.services.runs import Stopwatch, finish, recorded_step
from shuke.scores.services.thresholds import current_settings
from shuke.warehouse.forecasts import Forecasts
from shuke.warehouse.marts.customer_strip import customer_strip
from shuke.warehouse.marts.score_change import score_change
from shuke.warehouse.publish import replace_rows, stage_rows
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import Tables


def run_scores(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun:
    """Score every customer as of `as_of` and put the rows in the place of those of the run before, all or none.

    A second run of the same day over the same records gives the same rows and adds neither change nor event.
    """
    settings = current_settings()
    with recorded_step(
        kind=ModelRun.Kind.SCORES, as_of=as_of, now=now, engine=engine, parameters=settings.as_dict()
    ) as (tables, run, watch):
        snapshots = Snapshots(tables.folder)
        forecasts = Forecasts(tables.folder)
        with watch.step("analyse"):
            orders = tables.orders(as_of=as_of, by="place").cache()  # read by the analysis, and for the rows' strips
            lines = tables.lines(as_of=as_of, window_days=settings.window_days, by="place")
            expected = forecasts.expected_spend(tables, as_of)
            scored = scorecard.wide(orders, lines, as_of=as_of, settings=settings, expected=expected)
        with watch.step("snapshot"):
            forecast = forecasts.made_on(tables, as_of)
            about = snapshots.write(tables, scored, as_of=as_of, is_filled_in=False, forecast=forecast)
        with watch.step("judge"):
            run.metrics = metrics_of(tables, snapshots, as_of=as_of, rules=settings.rhythm)
            run.metrics["potential_by"] = "trend" if expected is None else "forecast"
        run.rows = {**run.rows, "customers": about.customers}
        _write(run, watch, tables, snapshots, orders, now=now)
        snapshots.make_current(as_of)
    report(f"scores: {about.customers} customers as of {as_of}")
    return run


def _write(
    run: ModelRun, watch: Stopwatch, tables: Tables, snapshots: Snapshots, orders: Any, *, now: datetime
) -> None:
    table = CustomerScore._meta.db_table
    snapshot = snapshots.table(tables, run.as_of, name="snapshot")
    with watch.step("stage"):
        rows = score_rows(snapshot, _strips(tables, orders, as_of=run.as_of), run_id=run.pk)
        staged = stage_rows(tables.backend, rows, table=table, folder=tables.folder.path)
    with transaction.atomic():
        with watch.step("replace"):
            replace_rows(table=table, staged=staged)
        with watch.step("changes"):
            _keep_changes(run, tables, snapshots, now=now)
        with watch.step("classes"):
            publish_service_class(classes=CustomerScore.objects.all())
        finish(run, watch, now=now)


def _strips(tables: Tables, orders: Any, *, as_of: date) -> Any:
    """`customer_strip` by customer key, out of orders by place."""
    strips = customer_strip(orders, as_of=as_of)
    keys = tables["dim_customer"].select("place", "customer_key")
    named = keys.inner_join(strips, keys.place == strips.customer_id)
    return named.select("months", "visits", customer_id=named.customer_key)


def _keep_changes(run: ModelRun, tables: Tables, snapshots: Snapshots, *, now: datetime) -> None:
    before = snapshots.table(tables, snapshots.latest_before(run.as_of), name="changed_before")
    if before is None:
        return
    after = snapshots.table(tables, run.as_of, name="changed_after")
    new = write_changes(score_change(before, after), run=run, seen_on=run.as_of)
    # The first scores of all are history, not news.
    if ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False).exclude(pk=run.pk).exists():
        record_stage_events(new, run=run, now=now)
