"""Scores put right by what was bought since the run."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.analytics.worth import given
from tests.records import make
from tests.scores.shop import AS_OF, score_of, scores_run

from shuke.analytics.worth import rhythm
from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.live import Pace, live_rhythm, paces_of
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.services.judge import closings_of

pytestmark = pytest.mark.django_db

TODAY = AS_OF + timedelta(days=2)


def pace(number: str, shop: RefreshResult) -> Pace:
    (found,) = paces_of([score_of(number)], run=scores_run(shop), today=TODAY).values()
    return found


def buy(buyer: Customer, *, on: date = TODAY, quantity: int = 1) -> None:
    make.order(buyer, Store.objects.get(code="RIVER"), on, (make.product(), quantity, "12"))


def customer(number: str) -> Customer:
    return Customer.objects.get(number=number)


def test_without_a_new_purchase_scores_stand_as_the_run_left_them(shop: RefreshResult) -> None:
    live, score = pace("SLIPPING", shop), score_of("SLIPPING")

    assert (live.is_newer_than_run, live.latest_on, live.silence_days) == (False, AS_OF - timedelta(days=23), 23)
    assert (live.rhythm_days, live.overdue_ratio) == (score.rhythm_days, score.overdue_ratio)
    assert (list(live.why), list(live.visits)) == (score.why, score.visits)


def test_a_purchase_today_ends_the_silence_and_hides_the_alert(shop: RefreshResult) -> None:
    buy(customer("SLIPPING"))

    live = pace("SLIPPING", shop)

    assert (live.is_newer_than_run, live.latest_on, live.silence_days) == (True, TODAY, 0)
    assert live.overdue_ratio == 0
    assert "gap_long" not in {reason["code"] for reason in live.why}
    assert list(live.visits)[-2:] == [25, 0]
    # 40 own gaps of 9 days, of which the newest is 25: the median stays 9; three times the group's 9.5.
    assert live.rhythm_days == pytest.approx((40 * 9 + 3 * 9.5) / 43)


def test_spend_that_fell_until_the_run_is_no_reason_after_a_purchase(shop: RefreshResult) -> None:
    falls = {"stage": "declining", "spend_is_falling": True, "spend_90_minor": 20, "spend_90_before_minor": 90}
    CustomerScore.objects.filter(customer__number="WEEKLY").update(**falls)
    assert "spend_falling" in {reason["code"] for reason in pace("WEEKLY", shop).why}

    buy(customer("WEEKLY"))

    assert "spend_falling" not in {reason["code"] for reason in pace("WEEKLY", shop).why}


def test_a_purchase_under_a_merged_record_is_the_persons(shop: RefreshResult) -> None:
    buy(make.part_of(customer("SLIPPING")))

    live = pace("SLIPPING", shop)

    assert (live.is_newer_than_run, live.latest_on) == (True, TODAY)
    assert live.rhythm_days == pytest.approx((40 * 9 + 3 * 9.5) / 43)


def test_two_purchases_since_are_two_visits(shop: RefreshResult) -> None:
    for on in (TODAY - timedelta(days=1), TODAY):
        buy(customer("SLIPPING"), on=on)

    assert list(pace("SLIPPING", shop).visits)[-3:] == [25, 1, 0]


def test_a_return_ends_no_silence(shop: RefreshResult) -> None:
    buy(customer("SLIPPING"), quantity=-1)

    assert not pace("SLIPPING", shop).is_newer_than_run


def test_a_purchase_dated_after_today_is_not_looked_at(shop: RefreshResult) -> None:
    buy(customer("SLIPPING"), on=TODAY + timedelta(days=1))

    assert not pace("SLIPPING", shop).is_newer_than_run


def test_many_cost_one_query_and_another_where_somebody_came(
    shop: RefreshResult, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scores, run = list(CustomerScore.objects.all()), scores_run(shop)

    with django_assert_num_queries(1):
        paces_of(scores, run=run, today=TODAY)
    for number in ("SLIPPING", "LOST", "WEEKLY"):
        buy(customer(number))
    with django_assert_num_queries(2):
        live = paces_of(scores, run=run, today=TODAY)

    assert sum(one.is_newer_than_run for one in live.values()) == 3


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
