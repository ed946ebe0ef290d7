"""What the scores of a shop say; how runs follow one another stands in test_scoring_runs."""

from datetime import timedelta

import pytest
from tests.scores.shop import AS_OF, score_of, scores_run

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer, Event
from shuke.scores.models import CustomerScore, ModelRun, ScoreChange
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import open_tables

pytestmark = pytest.mark.django_db


def test_every_customer_has_a_row_and_a_stage(shop: RefreshResult) -> None:
    assert dict(CustomerScore.objects.values_list("customer__number", "stage")) == {
        "WEEKLY": "stable",
        "SLIPPING": "declining",
        "LOST": "lost",
        "MONTHLY": "stable",
        "NEW": "new",
        "PROSPECT": "potential",
    }


def test_a_prospect_has_nothing_but_that(shop: RefreshResult) -> None:
    prospect = score_of("PROSPECT")

    assert (prospect.rfm_group, prospect.pyramid_level, prospect.value_class, prospect.abc) == ("prospects", "", "", "")
    assert (prospect.total_orders, prospect.spend_minor, prospect.r, prospect.latest_on) == (0, 0, None, None)
    assert (prospect.months, prospect.visits, prospect.why) == ([0] * 12, [], [])


def test_money_is_in_minor_units_and_days_are_days(shop: RefreshResult) -> None:
    newcomer = score_of("NEW")

    assert (newcomer.spend_minor, newcomer.orders, newcomer.recency_days) == (999, 1, 3)
    assert newcomer.first_on == newcomer.latest_on == AS_OF - timedelta(days=3)
    assert (newcomer.months[-1], sum(newcomer.months), newcomer.visits) == (999, 999, [3])


def test_the_reason_names_the_customers_own_figures(shop: RefreshResult) -> None:
    slipping = score_of("SLIPPING")

    (gap, *_) = slipping.why
    assert gap["code"] == "gap_long"
    assert gap["facts"]["silence_days"] == 23
    assert gap["facts"]["usual_days"] == round(slipping.rhythm_days or 0)
    assert slipping.due_in_days == round((slipping.rhythm_days or 0) - 23)
    assert slipping.is_abnormal


def test_the_row_knows_its_store_and_run(shop: RefreshResult) -> None:
    weekly = score_of("WEEKLY")

    assert weekly.home_store is not None
    assert weekly.home_store.code == "RIVER"
    assert weekly.run == scores_run(shop)


def test_the_run_says_from_what_it_was_made(shop: RefreshResult) -> None:
    run = ModelRun.objects.get(kind=ModelRun.Kind.SCORES)

    assert (run.as_of, run.currency, run.engine, run.error) == (AS_OF, "CNY", "duckdb", "")
    assert run.data_fingerprint == shop.built.manifest.fingerprint
    assert run.rows == {"orders": 148, "lines": 148, "customers": 6}
    assert run.parameters["window_days"] == 365
    assert run.finished_at is not None
    assert set(run.seconds) >= {"analyse", "snapshot", "judge", "stage", "replace"}
    assert {band["overdue_band"] for band in run.metrics["churn_bands"]} >= {"up_to_1", "over_4"}


def test_the_first_scores_are_history_and_no_news(shop: RefreshResult) -> None:
    assert not Event.objects.filter(kind="stage.changed").exists()
    assert ScoreChange.objects.filter(customer__number="LOST", kind="stage", after="lost").count() == 1


def test_what_was_is_compared_with_the_end_of_the_month_before(shop: RefreshResult) -> None:
    assert (score_of("SLIPPING").previous_stage, score_of("WEEKLY").previous_stage) == ("stable", "stable")
    assert score_of("NEW").previous_stage == ""


def test_a_stage_is_dated_by_the_first_snapshot_that_shows_it(shop: RefreshResult) -> None:
    assert score_of("SLIPPING").stage_since_on == AS_OF
    changed = ScoreChange.objects.get(customer__number="LOST", kind="stage", after="lost")
    assert score_of("LOST").stage_since_on == changed.seen_on
    assert changed.seen_on.month != (changed.seen_on + timedelta(days=1)).month


def test_customers_carry_the_class_of_their_score(shop: RefreshResult) -> None:
    classes = dict(Customer.objects.values_list("number", "service_class"))

    assert classes == dict(CustomerScore.objects.values_list("customer__number", "value_class"))
    assert (classes["WEEKLY"], classes["PROSPECT"]) == ("gold", "")


def test_the_snapshot_holds_the_same_scores(shop: RefreshResult) -> None:
    with open_tables() as tables:
        rows = Snapshots(tables.folder).needed(tables, AS_OF).to_pyarrow().to_pylist()

    assert {row["customer_id"]: (row["stage"], row["spend_minor"], row["pyramid_rank"]) for row in rows} == {
        score.customer.number: (score.stage, score.spend_minor, score.pyramid_rank)
        for score in CustomerScore.objects.select_related("customer")
    }
