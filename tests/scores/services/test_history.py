from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.records import make
from tests.scores.conftest import AS_OF, buy_every, fill_shop
from tests.warehouse.shop import LATER, refresh

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
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
    assert min(lost) > date(2025, 8, 4)


def test_prospects_are_not_there_before_they_joined(shop: RefreshResult) -> None:
    assert {volume.day for volume in read.volumes("stage") if volume.key == "potential"} == {AS_OF}


def test_a_past_day_is_scored_as_it_was_scored_on_that_day(data_folder: Path) -> None:
    fill_shop()
    then = date(2026, 1, 31)
    refresh(then)
    scored_then = read.group_counts("stage", as_of=then)
    for path in (data_folder / "warehouse/snapshots/scores").glob(f"as_of={then}*"):
        path.unlink()

    refresh(AS_OF)

    filled_in = read.group_counts("stage", as_of=then)
    assert "potential" not in {group.key for group in filled_in}
    assert filled_in == _without_prospects(scored_then)


def _without_prospects(groups: list[read.Group]) -> list[read.Group]:
    known = [group for group in groups if group.key != "potential"]
    customers = sum(group.customers for group in known)
    return [
        read.Group(
            group.key,
            group.customers,
            group.spend_minor,
            group.customers_active,
            group.value_at_risk_minor,
            group.customers / customers,
            group.spend_share,
        )
        for group in known
    ]


def test_older_sales_that_come_later_make_the_past_anew(data_folder: Path) -> None:
    at = make.store()
    buy_every(10, make.customer(number="A", home=at), at, until=AS_OF, times=12)
    refresh(AS_OF)
    assert refresh(AS_OF, now=LATER).runs[0].kind == ModelRun.Kind.SCORES

    buy_every(10, Customer.objects.get(number="A"), at, until=AS_OF - timedelta(days=125), times=3)
    result = refresh(AS_OF, now=LATER)

    assert result.runs[0].kind == ModelRun.Kind.BACKFILL
    assert date(2025, 9, 30) in read.snapshot_days()
