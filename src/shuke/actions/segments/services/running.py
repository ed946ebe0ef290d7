"""The step of the refresh: every segment as of the new scores, recorded as a run."""

from datetime import date, datetime

from shuke.actions.segments.models import Segment
from shuke.actions.segments.services.refreshing import refresh_segments
from shuke.lib.progress import Report, silent
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import finish, recorded_run
from shuke.warehouse.purchases import write_again
from shuke.warehouse.tables import open_tables


def run_segments(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun | None:
    """Count every dynamic segment; None where there is none. Run twice it changes nothing more."""
    with open_tables() as tables:
        manifest = tables.manifest
        write_again(tables)
    if not Segment.objects.filter(is_static=False).exists():
        return None
    with recorded_run(
        kind=ModelRun.Kind.SEGMENTS, as_of=as_of, now=now, manifest=manifest, engine=engine, parameters={}
    ) as (run, watch):
        with watch.step("segments"):
            counted = refresh_segments(now=now, as_of=as_of, report=report)
        run.rows = {**run.rows, "segments": len(counted), "members": sum(segment.count for segment in counted)}
        run.metrics = {"refused": {segment.key: segment.refusal for segment in counted if segment.refusal}}
        finish(run, watch, now=now)
    return run
