"""The two passes of a run: killed anywhere, called again, watched, tried dry."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load

from shuke.intake.apply import run as walk
from shuke.intake.models import ImportRun
from shuke.intake.reading import Options
from shuke.intake.reasons import SourceRefused
from shuke.intake.services import (
    NotReady,
    apply_import,
    change_mapping,
    check_import,
    compare_import,
    discard_import,
    stage_import,
    start_import,
    stop_import,
)
from shuke.records.sales.models import Order, OrderLine

HEAD = "order,date,customer id,product code,quantity,amount"


class Killed(BaseException):
    """Like a signal: nothing catches it."""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many partitions and transactions out of few lines."""
    monkeypatch.setattr("shuke.intake.staging.stage.PART_BYTES", 400)
    monkeypatch.setattr("shuke.intake.apply.order_rows.LINES_PER_BATCH", 5)
    monkeypatch.setattr("shuke.intake.apply.work.KEYS_PER_BATCH", 3)


def _rows(count: int = 60) -> list[str]:
    return [
        f"{number // 2},2024-01-{1 + number % 28:02},{number % 9},P{number % 7},{-1 if number % 20 == 19 else 1},"
        f"{'-' if number % 20 == 19 else ''}{1 + number % 7}.50"
        for number in range(count)
    ]


def _started(path: Path, **told: Any) -> ImportRun:
    return start_import(path=path, kind="orders", now=NOW, told=told)


@pytest.mark.usefixtures("db", "data_folder", "small_batches")
def test_a_run_killed_after_any_batch_goes_on_and_ends_the_same(sales: Sales, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sales(HEAD, *_rows())
    run = _started(path)
    stage_import(run=run, now=NOW)
    dry = compare_import(run=run, now=NOW)
    kills = 0

    advance = walk._advance
    for _ in range(200):
        written = 0

        def advance_then_die(*args: Any) -> None:
            nonlocal written
            written += 1
            if written == 2:  # the first batch stays, the second is lost with its transaction
                raise Killed
            advance(*args)

        monkeypatch.setattr(walk, "_advance", advance_then_die)
        try:
            apply_import(run=ImportRun.objects.get(), now=NOW)
            break
        except Killed:
            kills += 1
    run.refresh_from_db()

    assert kills > 20
    assert run.state == ImportRun.State.DONE
    assert OrderLine.objects.count() == 60
    assert Order.objects.count() == 30
    assert {table: counts for table, counts in run.counts.items() if table not in ("returns", "noticed")} == {
        table: counts for table, counts in dry.items() if table != "noticed"
    }


@pytest.mark.usefixtures("db", "data_folder")
def test_a_pass_1_that_was_killed_leaves_nothing_and_begins_again(
    sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _started(sales(HEAD, *_rows()))

    def die(*_args: object) -> Iterator[None]:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("shuke.intake.staging.stage.check", die)
        with pytest.raises(Killed):
            stage_import(run=run, now=NOW)
    staged = stage_import(run=run, now=NOW)

    assert (staged.lines, staged.good) == (60, 60)


@pytest.mark.usefixtures("db", "data_folder", "small_batches")
def test_a_second_process_on_the_same_run_steps_back(sales: Sales) -> None:
    run = _started(sales(HEAD, *_rows()))
    stage_import(run=run, now=NOW)
    behind = ImportRun.objects.get()
    apply_import(run=run, now=NOW)

    behind.state = ImportRun.State.RUNNING  # what it read before the other one finished
    with pytest.raises((walk.NotOurTurn, FileNotFoundError, NotReady)):
        walk._advance(_work(behind), walk.Cursor(0, 0, 0), "orders", walk.Counts())

    assert OrderLine.objects.count() == 60


def _work(run: ImportRun) -> Any:
    from shuke.intake.services.ground import work_of

    return work_of(run, now=NOW)


@pytest.mark.usefixtures("db", "data_folder", "small_batches")
def test_a_stopped_run_goes_on_where_it_stood(sales: Sales) -> None:
    run = _started(sales(HEAD, *_rows()))
    stage_import(run=run, now=NOW)

    def stop_half_way(share: float) -> None:
        if share > 0.75:
            stop_import(run=run)

    with pytest.raises(walk.NotOurTurn):
        apply_import(run=run, now=NOW, progress=stop_half_way)
    stopped = ImportRun.objects.get()
    assert stopped.state == ImportRun.State.STAGED
    assert 0 < Order.objects.count() < 30
    apply_import(run=stopped, now=NOW)

    assert OrderLine.objects.count() == 60


@pytest.mark.usefixtures("db", "data_folder")
def test_a_dry_run_writes_nothing_and_says_what_would_happen(sales: Sales) -> None:
    run = _started(sales(HEAD, *_rows()))

    check_import(run=run, now=NOW)

    assert run.staged["compared"]["orders"] == {"created": 30}
    assert not Order.objects.exists()


@pytest.mark.usefixtures("db", "data_folder")
def test_a_draft_can_be_read_differently(sales: Sales) -> None:
    run = _started(sales("order,date,amount,paid", "1,2024-01-05,3,2", "2,2024-01-06,4,3"))
    stage_import(run=run, now=NOW)

    change_mapping(run=run, told={"columns": {"amount": "paid"}}, options=Options(encoding="gb18030"))
    state = run.state
    stage_import(run=run, now=NOW)
    apply_import(run=run, now=NOW)

    assert state == ImportRun.State.DRAFT
    assert run.detected["encoding"] == "gb18030"
    assert [order.total for order in Order.objects.order_by("source_key")] == [2, 3]


@pytest.mark.usefixtures("db", "data_folder")
def test_cells_put_right_and_rows_dropped_in_the_preview_count(sales: Sales) -> None:
    run = _started(sales("order,date,amount", "1,soon,3", "2,2024-01-06,x", "3,2024-01-07,5"))
    run.corrections = {"2": {"date": "2024-01-05"}, "3": {}}
    run.save()

    staged = stage_import(run=run, now=NOW)
    apply_import(run=run, now=NOW)

    assert not staged.refused
    assert set(Order.objects.values_list("source_key", flat=True)) == {"1", "3"}


@pytest.mark.usefixtures("db", "data_folder")
def test_a_discarded_draft_is_gone(sales: Sales) -> None:
    run = _started(sales("order,date,amount", "1,2024-01-05,3"))

    discard_import(run=run)

    assert not ImportRun.objects.exists()


def test_a_finished_import_is_not_read_differently(load: Load, sales: Sales) -> None:
    load(sales("order,date,amount", "1,2024-01-05,3"))

    with pytest.raises(SourceRefused, match="under way or over"):
        change_mapping(run=ImportRun.objects.get(), told={})
    with pytest.raises(NotReady, match="is done"):
        apply_import(run=ImportRun.objects.get(), now=NOW)
