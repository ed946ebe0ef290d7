"""How the past is filled in: each test makes a shop of its own."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.records import make
from tests.scores.shop import AS_OF, buy_every, fill_shop
from tests.warehouse.shop import LATER, refresh

from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun
from shuke.warehouse import read

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("short_history")]  # files only


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
    return [replace(group, customer_share=group.customers / customers) for group in known]


def test_older_sales_that_come_later_make_the_past_anew(data_folder: Path) -> None:
    at = make.store()
    buy_every(10, make.customer(number="A", home=at), at, until=AS_OF, times=12)
    refresh(AS_OF)
    assert ModelRun.Kind.BACKFILL not in {run.kind for run in refresh(AS_OF, now=LATER).runs}

    buy_every(10, Customer.objects.get(number="A"), at, until=AS_OF - timedelta(days=125), times=3)
    result = refresh(AS_OF, now=LATER)

    assert result.runs[0].kind == ModelRun.Kind.BACKFILL
    assert set(result.runs[0].seconds) == {"2026-01-31"}
