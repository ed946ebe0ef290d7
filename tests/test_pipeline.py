import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import database_url
from tests.records import make
from tests.scores.conftest import short_history
from tests.warehouse.shop import NOW, nobody, refresh

from shuke import pipeline
from shuke.config.tasks import refresh as refresh_task
from shuke.jobs.context import JobContext
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.services import run_scores
from shuke.scores.services.steps import StepsFailed
from shuke.warehouse import read
from shuke.warehouse.engine import UnknownEngine
from shuke.warehouse.manifest import AlreadyRefreshing, Folder
from shuke.warehouse.tables import open_tables

__all__ = ["short_history"]  # a fixture is known by standing here


def sell(on: date, number: str = "A", amount: str = "5") -> None:
    make.order(make.customer(number=number), make.store(), on, (make.product(), 1, amount))


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ordered_on", "as_of"),
    [
        (date(2026, 2, 20), date(2026, 2, 20)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 2), date(2026, 3, 1)),  # today is not over
        (date(2027, 1, 1), date(2026, 3, 1)),  # a till's clock runs ahead
    ],
)
def test_scores_are_as_of_the_latest_order_but_never_of_today(
    ordered_on: date, as_of: date, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "STEPS", ())
    sell(ordered_on)

    assert refresh(now=NOW).as_of == as_of


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_yesterday_is_yesterday_where_the_shop_is(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "STEPS", ())
    sell(date(2026, 3, 2))

    # 20:00 UTC is four in the morning of the next day in Shanghai.
    assert refresh(now=datetime(2026, 3, 2, 20, tzinfo=UTC)).as_of == date(2026, 3, 2)


@pytest.mark.django_db
def test_an_unknown_engine_is_refused(data_folder: Path) -> None:
    with pytest.raises(UnknownEngine):
        pipeline.refresh(as_of=None, engine="abacus", now=NOW, report=nobody)


@pytest.mark.django_db
def test_two_refreshes_at_once_are_refused(data_folder: Path) -> None:
    with Folder(data_folder / "warehouse").only_one(), pytest.raises(AlreadyRefreshing):
        refresh()


@pytest.mark.django_db
@pytest.mark.usefixtures("short_history")
def test_the_nightly_task_refreshes(data_folder: Path) -> None:
    sell(date(2026, 2, 20))

    refresh_task(job=JobContext())

    assert ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False).count() == 1
    assert read.state().scored_on == date(2026, 2, 20)


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_a_step_that_breaks_off_is_told_and_the_others_are_done(data_folder: Path) -> None:
    def run_dreams(**given: object) -> None:
        raise ValueError("no sheep to count")

    sell(date(2026, 2, 20))

    with pytest.raises(StepsFailed, match="run_dreams: ValueError: no sheep to count"):
        refresh(steps=(run_dreams, run_scores))

    assert CustomerScore.objects.get().latest_on == date(2026, 2, 20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_history")
def test_the_engine_reads_and_writes_a_committed_shop(data_folder: Path) -> None:
    at = make.store()
    buyer = make.customer(number="A", home=at)
    for back in range(6):
        make.order(buyer, at, date(2026, 2, 20) - timedelta(days=9 * back), (make.product(), 1, "12.34"))
    make.customer(number="B")

    refresh(date(2026, 2, 20))

    scores = {score.customer.number: score for score in CustomerScore.objects.select_related("customer")}
    assert (scores["A"].spend_minor, scores["A"].stage, scores["A"].visits) == (7404, "stable", [45, 36, 27, 18, 9, 0])
    assert scores["A"].first_on == date(2026, 1, 6)
    assert scores["A"].why[0]["code"] == "on_rhythm"
    assert (scores["B"].stage, scores["B"].r, scores["B"].is_abnormal) == ("potential", None, False)
    assert all(check.is_ok for check in read.check_results())


REFRESH = """
import os, signal, sys
from datetime import UTC, date, datetime
from unittest import mock
import django
django.setup()
from shuke import pipeline
with mock.patch(sys.argv[1], side_effect=lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)):
    pipeline.refresh(as_of=date(2026, 2, 28), engine="duckdb", now=datetime(2026, 3, 2, 9, tzinfo=UTC), report=print)
"""
DEADLY = (
    "shuke.warehouse.build.write_dimensions",  # some of the files are written
    "shuke.scores.services.scoring.replace_rows",  # the new rows stand beside the old ones
    "shuke.scores.services.scoring.finish",  # they are in their place, in a transaction that is still open
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_history")
def test_a_killed_refresh_leaves_what_was_there_and_the_next_one_goes_through(data_folder: Path) -> None:
    sell(date(2026, 2, 20))
    refresh(date(2026, 2, 20))
    before = list(CustomerScore.objects.values())
    sell(date(2026, 2, 27), number="B")

    for step in DEADLY:
        killed = refresh_until(step, data_folder)

        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert list(CustomerScore.objects.values()) == before
        assert read.state().scored_on == date(2026, 2, 20)
        with open_tables() as tables:
            assert tables["fact_order"].count().to_pyarrow().as_py() in (1, 2)

    refresh(date(2026, 2, 28))
    assert set(CustomerScore.objects.values_list("customer__number", flat=True)) == {"A", "B"}


def refresh_until(step: str, data_folder: Path) -> "subprocess.CompletedProcess[str]":
    """A real process, really killed on reaching `step`."""
    environment = {**os.environ, "SHUKE_DATA": str(data_folder), "DATABASE_URL": database_url()}
    command = [sys.executable, "-c", REFRESH, step]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
