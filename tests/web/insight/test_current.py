"""Which refresh a page speaks of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.web.insight import rows

from shuke.records.stores.models import Business
from shuke.scores.models import ModelRun
from shuke.web.insight.current import current_refresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    Business.objects.update_or_create(pk=1, defaults={"name": "Wutong", "time_zone": "Asia/Shanghai"})


def test_before_the_first_refresh_there_is_none() -> None:
    assert current_refresh(now=rows.NOW) is None


def test_the_latest_finished_run_of_scores_counts() -> None:
    rows.run(date(2026, 11, 1))
    finished = rows.run()
    rows.run(finished_at=None)
    rows.run(kind=ModelRun.Kind.BACKFILL)

    current = current_refresh(now=rows.NOW)

    assert current is not None
    assert (current.run, current.as_of, current.currency) == (finished, rows.AS_OF, "CNY")


def test_today_is_the_day_in_the_shops_zone() -> None:
    rows.run()

    current = current_refresh(now=datetime(2026, 11, 19, 17, 0, tzinfo=UTC))

    assert current is not None
    assert (current.today, current.days_back) == (date(2026, 11, 20), 2)


@pytest.mark.parametrize(("days", "is_stale"), [(2, False), (3, True)])
def test_more_than_two_days_back_is_old(days: int, is_stale: bool) -> None:
    rows.run()

    current = current_refresh(now=datetime(2026, 11, 18, 4, tzinfo=UTC) + timedelta(days=days))

    assert current is not None
    assert current.is_stale is is_stale
