"""One recorded run: every test that was asked for, or whose answers were still coming in."""

from datetime import date, datetime

from shuke.lib.progress import Report, silent
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import finish, recorded_step
from shuke.scores.trials.models import CellTable, ControlTest, Trial
from shuke.scores.trials.services.comparing import compare_groups
from shuke.scores.trials.services.counting import count_cells

SEED = 1  # the same records give the same intervals and the same winner


def run_trials(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun | None:
    """Count what is due with the records of today, each test all or none; None where nothing is due.

    A test is due until it was counted with all its days known. Run twice it gives the same rows.
    """
    tables_due = [table for table in CellTable.objects.select_related("run").order_by("pk") if _is_due(table)]
    tests_due = [test for test in ControlTest.objects.select_related("run").order_by("pk") if _is_due(test)]
    if not tables_due and not tests_due:
        return None
    with recorded_step(
        kind=ModelRun.Kind.TRIALS,
        as_of=as_of,
        now=now,
        engine=engine,
        parameters={"seed": SEED},
    ) as (tables, run, watch):
        with watch.step("cells"):
            for table in tables_due:
                count_cells(table, tables, run=run)
        with watch.step("control"):
            for test in tests_due:
                compare_groups(test, tables, run=run, seed=SEED)
        run.rows = {**run.rows, "trials": len(tables_due) + len(tests_due)}
        finish(run, watch, now=now)
    report(f"tests: {run.rows['trials']} counted as of {as_of}")
    return run


def _is_due(trial: Trial) -> bool:
    return trial.run is None or trial.run.as_of < trial.counts_until
