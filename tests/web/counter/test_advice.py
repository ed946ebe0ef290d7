"""One thing to say, with its reason; its outcome is an event, once."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
import time_machine
from tests.records import make
from tests.web.conftest import client_of
from tests.web.counter.conftest import Counter
from tests.web.insight import rows

from shuke.records.catalog.models import Product
from shuke.records.customers.models import Event
from shuke.records.customers.services import record_event
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBaskets

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()


@pytest.fixture
def beans(counter: Counter) -> Product:
    """Due: every 21 days, 28 gone by when foretold two days ago."""
    beans = make.product("BEANS", name="Baoshan beans")
    why = '{"code":"due","usual_days":21,"silence_days":28}'
    columns = ["customer_id", "rank", "product_key", "part", "score", "why"]
    frame = pd.DataFrame([(counter.pan.number, 1, beans.pk, "repeat", 0.4, why)], columns=columns)
    NextBaskets(Folder(warehouse_folder())).write([frame], as_of=TODAY - timedelta(days=2), facts={})
    return beans


def answer(counter: Counter, outcome: str, **fields: Any) -> Any:
    sent = {"advice": "usual_due", "product": "BEANS", "outcome": outcome, **fields}
    return counter.post(f"{counter.pan.pk}/outcome/", **sent)


def test_an_overdue_usual_item_is_advised_with_its_days(counter: Counter, beans: Product) -> None:
    shown = counter.panel()

    assert "Ask: Baoshan beans again today?" in shown
    assert "Usually every <b>21</b> days, now <b>30</b>." in shown


def test_what_was_bought_since_is_not_advised(counter: Counter, beans: Product) -> None:
    make.order(counter.pan, counter.store, TODAY, (beans, 1, "68"))

    assert "Baoshan beans again" not in counter.panel()


def test_what_was_bought_since_under_a_merged_record_is_not_advised(counter: Counter, beans: Product) -> None:
    make.order(make.part_of(counter.pan), counter.store, TODAY, (beans, 1, "68"))

    assert "Baoshan beans again" not in counter.panel()


def test_what_was_answered_before_a_merge_rests_all_the_same(counter: Counter, beans: Product) -> None:
    facts = {"advice": "usual_due", "product": "BEANS"}
    part = make.part_of(counter.pan)
    record_event(scope=make.SYSTEM, kind="offer.refused", now=make.NOW, origin="test", customer_id=part.pk, facts=facts)

    assert "Baoshan beans again" not in counter.panel()


def test_a_silence_that_is_abnormal_is_asked_about(counter: Counter) -> None:
    rows.slipping_away(counter.pan, rows.run(as_of=TODAY))

    assert "Ask how the latest visit was" in counter.panel()


def test_who_came_since_is_not_asked_why_they_stayed_away(counter: Counter) -> None:
    rows.slipping_away(counter.pan, rows.run(as_of=TODAY - timedelta(days=1)))
    make.order(counter.pan, counter.store, TODAY, (counter.mocha, 1, "20"))

    assert "Ask how the latest visit was" not in counter.panel()


@pytest.mark.parametrize(("outcome", "rests_days"), [("done", 14), ("refused", 30), ("not_offered", 1)])
def test_an_answer_is_an_event_and_lets_the_advice_rest(
    counter: Counter, beans: Product, outcome: str, rests_days: int
) -> None:
    answer(counter, outcome)

    event = Event.objects.get(kind=f"offer.{outcome}")
    assert (event.customer, event.store, event.staff) == (counter.pan, counter.store, counter.person)
    assert event.facts == {"advice": "usual_due", "product": "BEANS"}
    assert "Baoshan beans again" not in counter.panel()
    with time_machine.travel(make.NOW + timedelta(days=rests_days, minutes=1), tick=False):
        counter.client = client_of(counter.person)  # signed in anew
        assert "Baoshan beans again" in counter.panel()


def test_a_double_tap_is_one_event(counter: Counter, beans: Product) -> None:
    answer(counter, "done")
    answer(counter, "done")

    assert Event.objects.filter(kind="offer.done").count() == 1


def test_a_word_that_is_no_outcome_is_refused(counter: Counter) -> None:
    assert answer(counter, "perhaps").status_code == 422
    assert not Event.objects.filter(kind__startswith="offer.").exists()


def test_who_may_join_is_offered_the_card(counter: Counter) -> None:
    shown = counter.panel()

    assert "Offer the card of “VIP”" in shown
    assert "15% off" in shown


def test_the_card_is_offered_once_the_plans_rule_is_met(counter: Counter) -> None:
    counter.plan.enrol_min_spend = 20
    counter.plan.save()
    assert "Offer the card" not in counter.panel()

    make.order(counter.pan, counter.store, date(2026, 3, 1), (counter.mocha, 1, "20"))
    assert "Offer the card" in counter.panel()
