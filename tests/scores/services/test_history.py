"""The year behind a shop's first scores; how it is made anew stands in test_history_runs."""

from datetime import date

import pytest
from tests.scores.shop import AS_OF

from shuke.pipeline import RefreshResult
from shuke.scores.models import ModelRun
from shuke.warehouse import read

pytestmark = pytest.mark.django_db

MONTH_ENDS = [
    date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30),
    date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31), date(2025, 11, 30),
    date(2025, 12, 31), date(2026, 1, 31),
]  # fmt: skip


def test_the_first_refresh_knows_the_thirteen_month_ends_before(shop: RefreshResult) -> None:
    assert read.snapshot_days() == [*MONTH_ENDS, AS_OF]


def test_filling_in_is_a_run_of_its_own(shop: RefreshResult) -> None:
    run = ModelRun.objects.get(kind=ModelRun.Kind.BACKFILL)

    assert set(run.seconds) == {day.isoformat() for day in MONTH_ENDS}
    assert run.finished_at is not None


def test_volumes_have_a_year_behind_them(shop: RefreshResult) -> None:
    lost = {volume.day: volume.customers for volume in read.volumes("stage") if volume.key == "lost"}

    assert list(lost)[-1] == AS_OF
    assert min(lost) > date(2025, 7, 30)


def test_prospects_are_not_there_before_they_joined(shop: RefreshResult) -> None:
    assert {volume.day for volume in read.volumes("stage") if volume.key == "potential"} == {AS_OF}
