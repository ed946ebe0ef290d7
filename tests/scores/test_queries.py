from datetime import date, timedelta

import pytest
from tests.analytics.worth import given
from tests.records import make
from tests.scores.shop import AS_OF, scores_run

from shuke.analytics.worth import rhythm
from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.models import ModelRun
from shuke.scores.queries import changes_of, latest_run, live_rhythm, scores_of, scores_within
from shuke.scores.services.judge import closings_of

pytestmark = pytest.mark.django_db

TODAY = AS_OF + timedelta(days=2)


def customer(number: str) -> Customer:
    return Customer.objects.get(number=number)


def test_without_a_new_purchase_scores_stand_as_the_run_left_them(shop: RefreshResult) -> None:
    live = scores_of(customer("SLIPPING"), now_on=TODAY)

    assert live is not None
    assert (live.is_adjusted, live.counted_to, live.recency_days) == (False, AS_OF, 23)
    assert list(live.why) == live.score.why


def test_a_purchase_today_ends_the_silence_and_hides_the_alert(shop: RefreshResult) -> None:
    buyer = customer("SLIPPING")
    make.order(buyer, Store.objects.get(code="RIVER"), TODAY, (make.product(), 1, "12"))

    live = scores_of(buyer, now_on=TODAY)

    assert live is not None
    assert (live.is_adjusted, live.counted_to, live.latest_on, live.recency_days) == (True, TODAY, TODAY, 0)
    assert not live.is_abnormal
    assert "gap_long" not in {reason["code"] for reason in live.why}
    assert live.visits[-2:] == (25, 0)
    # 40 own gaps of 9 days, of which the newest is 25: the median stays 9; three times the group's 9.5.
    assert live.rhythm_days == pytest.approx((40 * 9 + 3 * 9.5) / 43)
    assert live.score.is_abnormal


def test_a_return_ends_no_silence(shop: RefreshResult) -> None:
    buyer = customer("SLIPPING")
    make.order(buyer, Store.objects.get(code="RIVER"), TODAY, (make.product(), -1, "-12"))

    live = scores_of(buyer, now_on=TODAY)

    assert live is not None
    assert not live.is_adjusted


def test_a_purchase_dated_after_today_is_not_looked_at(shop: RefreshResult) -> None:
    buyer = customer("SLIPPING")
    make.order(buyer, Store.objects.get(code="RIVER"), TODAY + timedelta(days=1), (make.product(), 1, "12"))

    live = scores_of(buyer, now_on=TODAY)

    assert live is not None
    assert not live.is_adjusted


def test_whoever_came_after_the_run_has_no_scores_yet(shop: RefreshResult) -> None:
    assert scores_of(make.customer(), now_on=TODAY) is None


def test_lists_stay_within_the_stores_of_the_caller(shop: RefreshResult) -> None:
    hill = make.scope("front_line", Store.objects.get(code="HILL"))

    assert set(scores_within(hill).values_list("customer__number", flat=True)) == {"LOST", "MONTHLY", "NEW", "PROSPECT"}
    assert scores_within(make.scope("owner")).count() == 6


def test_changes_come_latest_first(shop: RefreshResult) -> None:
    days = [change.seen_on for change in changes_of(customer("LOST"))]

    assert days == sorted(days, reverse=True)
    assert len(days) > 2


def test_the_latest_finished_run_is_shown(shop: RefreshResult) -> None:
    ModelRun.objects.create(
        kind=ModelRun.Kind.SCORES,
        as_of=AS_OF,
        started_at=make.NOW,
        data_fingerprint="",
        engine="duckdb",
        currency="CNY",
    )

    assert latest_run() == scores_run(shop)


def test_a_first_purchase_borrows_the_rhythm_of_its_group() -> None:
    run = ModelRun(parameters={}, metrics={"rhythm_groups": {"": 14.0, "3": 7.0}})

    assert live_rhythm([date(2026, 1, 1)], run=run, home_store_id=3) == 7.0
    assert live_rhythm([date(2026, 1, 1)], run=run, home_store_id=9) == 14.0
    assert live_rhythm([date(2026, 1, 1), date(2026, 1, 5)], run=ModelRun(), home_store_id=None) == 4.0


def test_a_live_rhythm_counts_open_days_as_the_run_does() -> None:
    holidays = set(range(9, 20))
    visits = {f"C{n}": [ago for ago in range(60) if ago % 4 == n % 4 and ago not in holidays] for n in range(24)}
    orders = given.orders((name, ago, 100) for name, back in visits.items() for ago in back)
    nightly = rhythm.alerts(orders, as_of=given.DAY)
    (group_median,) = set(given.by_customer(nightly, "group_median_days").values())
    closings = closings_of(orders, as_of=given.DAY, rules=rhythm.RhythmRules())
    run = ModelRun(metrics={"closings": closings, "rhythm_groups": {"": group_median}})

    live = {
        name: live_rhythm(sorted(given.back(ago) for ago in back), run=run, home_store_id=None)
        for name, back in visits.items()
    }

    assert closings == [(given.back(8).isoformat(), 11)]
    assert live == pytest.approx(given.by_customer(nightly, "rhythm_days"))
