"""How runs follow one another: each test makes a shop of its own."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.records import make
from tests.scores.shop import AS_OF, buy_every, fill_shop, score_of, scores_run
from tests.warehouse.shop import LATER, refresh

from shuke.records.customers.models import Customer, Event
from shuke.records.sales.models import Order
from shuke.scores.models import CustomerScore, ModelRun, ScoreChange
from shuke.scores.services import scoring
from shuke.scores.services.steps import StepsFailed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_history")]

SCORES = [
    field.attname for field in CustomerScore._meta.concrete_fields if field.attname not in ("customer_id", "run_id")
]


def everything() -> list[dict[str, Any]]:
    rows = CustomerScore.objects.order_by("customer__number")
    return list(rows.values("customer__number", *SCORES))


@pytest.mark.sqlite_only
def test_the_same_day_again_gives_the_same_scores_and_no_further_change(data_folder: Path) -> None:
    fill_shop()
    refresh(AS_OF)
    before, changes = everything(), ScoreChange.objects.count()

    refresh(AS_OF, now=LATER)

    assert everything() == before
    assert ScoreChange.objects.count() == changes
    assert not Event.objects.filter(kind="stage.changed").exists()


@pytest.mark.sqlite_only
def test_scores_never_look_past_their_day(data_folder: Path) -> None:
    fill_shop()
    day = date(2025, 10, 15)
    refresh(day)
    with_later_orders = everything()

    Order.objects.filter(ordered_on__gt=day).delete()
    refresh(day)

    assert everything() == with_later_orders


def test_a_new_day_records_moves_as_changes_and_events(data_folder: Path) -> None:
    fill_shop()
    refresh(AS_OF)
    buyer = Customer.objects.get(number="SLIPPING")
    buy_every(1, buyer, make.store(), until=AS_OF + timedelta(days=1), times=1)

    result = refresh(AS_OF + timedelta(days=1), now=LATER)

    assert score_of("SLIPPING").stage == "stable"
    (event,) = Event.objects.filter(kind="stage.changed", customer=buyer)
    assert event.facts == {"before": "declining", "after": "stable"}
    assert (event.origin, event.occurred_at) == (f"run:{scores_run(result).pk}", LATER)
    change = ScoreChange.objects.get(customer=buyer, seen_on=AS_OF + timedelta(days=1), kind="stage")
    assert (change.before, change.after) == ("declining", "stable")


@pytest.mark.sqlite_only
def test_a_class_is_handed_over_anew_when_it_changed(data_folder: Path) -> None:
    buyer = make.customer(number="A")
    make.order(buyer, make.store(), AS_OF, (make.product(), 1, "5"))
    refresh(AS_OF)
    buyer.refresh_from_db()
    assert buyer.service_class == score_of("A").value_class != ""

    refresh(AS_OF + timedelta(days=400), now=LATER + timedelta(days=500))

    buyer.refresh_from_db()
    assert buyer.service_class == score_of("A").value_class == "lead"


def test_a_run_that_breaks_keeps_the_rows_before_and_says_why(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.order(make.customer(number="A"), make.store(), AS_OF, (make.product(), 1, "5"))
    refresh(AS_OF)
    before = everything()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(scoring, "_keep_changes", broken)
    with pytest.raises(StepsFailed, match="run_scores: RuntimeError: disk full"):
        refresh(AS_OF, now=LATER)

    assert everything() == before
    run = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES).latest("id")
    assert (run.error, run.finished_at) == ("RuntimeError: disk full", None)


@pytest.mark.sqlite_only
def test_a_shop_without_an_order_has_prospects_only(data_folder: Path) -> None:
    make.customer(number="A")

    result = refresh(now=LATER)

    assert result.as_of == LATER.date() - timedelta(days=1)
    assert list(CustomerScore.objects.values_list("stage", flat=True)) == ["potential"]
