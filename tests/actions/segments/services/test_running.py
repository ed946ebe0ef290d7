"""The step of the refresh."""

from pathlib import Path

import pytest
from tests.records import make
from tests.scores.shop import AS_OF, buy_every
from tests.warehouse.shop import NOW, build_warehouse, nobody

from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import members_of
from shuke.actions.segments.services import create_segment, run_segments
from shuke.scores.models import ModelRun
from shuke.scores.services import run_scores

pytestmark = pytest.mark.django_db


def test_segments_are_counted_as_of_the_new_scores(data_folder: Path) -> None:
    river = make.store("RIVER")
    buy_every(7, make.customer(number="WEEKLY", home=river), river, until=AS_OF, times=12)
    make.customer(number="PROSPECT", home=river)
    build_warehouse(data_folder)
    run_scores(as_of=AS_OF, now=NOW, engine="duckdb", report=nobody)
    assert run_segments(as_of=AS_OF, now=NOW, engine="duckdb") is None
    regulars = create_segment(
        scope=make.SYSTEM, now=NOW, name="Regulars", tree=parse("orders >= 5 and bought(last 30 days)")
    )

    run = run_segments(as_of=AS_OF, now=NOW, engine="duckdb")

    regulars.refresh_from_db()
    assert run is not None
    assert (run.kind, run.rows["segments"], run.rows["members"]) == (ModelRun.Kind.SEGMENTS, 1, 1)
    assert run.finished_at is not None
    assert [one.number for one in members_of(regulars, scope=make.SYSTEM)] == ["WEEKLY"]
    assert regulars.as_of == AS_OF
