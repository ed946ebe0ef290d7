"""What the panel says of who stands there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.counter.conftest import Counter
from tests.web.insight import rows

from shuke.records.customers.models import Relation
from shuke.records.customers.services import record_consent, record_preference, update_customer

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()


def note(counter: Counter, topic: str, value: str, **fields: Any) -> None:
    record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=fields.pop("customer", counter.pan), topic=topic,
        value=value, how=fields.pop("how", "ask"), **fields,
    )  # fmt: skip


def test_greeted_by_name_with_what_is_made_ready(counter: Counter) -> None:
    note(counter, "seat", "corner seat")
    note(counter, "drink", "iced mocha, 2 sugars, 2 ice")
    make.order(counter.pan, counter.store, TODAY - timedelta(days=92), (counter.mocha, 1, "20"))

    shown = counter.panel()

    assert "Mr 潘, it has been a while! Good to see you." in shown
    assert "Your corner seat: ready in a moment. And iced mocha, 2 sugars, 2 ice, as usual?" in shown
    assert "92 days away" in shown


def test_each_preference_says_how_it_was_learned_why_and_how_sure(counter: Counter) -> None:
    note(counter, "comfort", "back cushion", how="listen", reason="drives all day")

    shown = counter.panel()

    for said in ("back cushion", "listened", "drives all day", "sk-strength"):
        assert said in shown


def test_a_reason_about_health_needs_its_own_consent(counter: Counter) -> None:
    note(counter, "allergy", "peanuts", reason="anaphylaxis", is_pinned=True, is_sensitive=True)

    shown = counter.panel()
    assert 'class="taboo"' in shown
    assert "anaphylaxis" not in shown

    record_consent(
        scope=make.SYSTEM, now=make.NOW, customer=counter.pan, channel="phone", purpose="health", is_granted=True,
        source="counter", origin="test",
    )  # fmt: skip
    assert "anaphylaxis" in counter.panel()


def test_the_people_around_stand_with_their_days_and_likes(counter: Counter) -> None:
    mei = make.customer("Mei Lin", home=counter.store, birthday=date(1990, 3, 5))
    Relation.objects.create(customer=counter.pan, other=mei, kind="friend")
    note(counter, "drink", "green tea", customer=mei)

    shown = counter.panel()

    for said in ("Mei Lin", "friend", "green tea", "birthday on 5 Mar 2026"):
        assert said in shown


def test_the_usual_is_priced_with_the_card(counter: Counter) -> None:
    counter.card()
    for days in (30, 20, 10):
        make.order(counter.pan, counter.store, TODAY - timedelta(days=days), (counter.mocha, 1, "20"))

    shown = counter.panel()

    for said in ("The usual", "Ring up the usual", "in 100 % of the visits", "17.00", "−<i>¥</i>3.00"):
        assert said in shown.replace("100%", "100 %")


def test_the_usual_of_before_a_merge_has_its_price(counter: Counter) -> None:
    loose = make.product("P2", name="Loose tea")  # no price in the catalogue
    part = make.part_of(counter.pan)
    for days in (30, 20, 10):
        make.order(part, counter.store, TODAY - timedelta(days=days), (loose, 1, "33"))

    assert "33.00" in counter.panel()


def test_entitlements_stand_with_their_end_and_the_way_up(counter: Counter) -> None:
    counter.plan.validity_days = 20
    counter.plan.is_shared = True
    counter.plan.save()
    given.tier(counter.plan, "gold", 500)
    given.earn(counter.card().member, 120)
    given.code("A1B2", given.coupon(), customer=counter.pan)

    shown = counter.panel()

    for said in ("120", "until 2", "growth to gold", "500", "Friends get the discount too", "A1B2"):
        assert said in shown
    assert "Offer to pay with points" in shown


def test_the_front_line_sees_no_money_of_the_past_in_reasons(counter: Counter) -> None:
    rows.slipping_away(
        counter.pan, rows.run(as_of=TODAY),
        is_abnormal=False, spend_is_falling=True, spend_90_minor=7_777_700, spend_90_before_minor=9_999_900,
    )  # fmt: skip

    shown = counter.panel()

    assert "Ask what they miss here" in shown
    assert "77,777" not in shown  # with its comma: no name or token of the page holds it by chance


def test_who_wants_no_personalisation_gets_no_advice_and_no_usual(counter: Counter) -> None:
    rows.slipping_away(counter.pan, rows.run(as_of=TODAY))
    for days in (30, 20, 10):
        make.order(counter.pan, counter.store, TODAY - timedelta(days=days), (counter.mocha, 1, "20"))
    changes = {"is_not_personalised": True}
    update_customer(scope=make.SYSTEM, now=make.NOW, origin="test", customer=counter.pan, changes=changes)

    shown = counter.panel()

    assert "Asked not to be personalised" in shown
    assert "The usual" not in shown
    assert "sk-ct-advise" not in shown


def test_a_full_panel_asks_no_more_than_a_bare_one(counter: Counter) -> None:
    rows.slipping_away(counter.pan, rows.run(as_of=TODAY))
    note(counter, "seat", "corner seat")
    _with_history(counter, 2)
    counter.panel()
    with CaptureQueriesContext(
        connection,
    ) as few:
        counter.panel()
    for number in range(6):
        note(counter, "service", f"wish {number}")
    _with_history(counter, 6)

    with CaptureQueriesContext(connection) as many:
        counter.panel()

    assert len(many) == len(few)
    assert len(few) <= 55


def _with_history(counter: Counter, count: int) -> None:
    for number in range(count):
        friend = make.customer(f"Friend {number}", home=counter.store)
        Relation.objects.create(customer=counter.pan, other=friend, kind="friend")
        make.order(counter.pan, counter.store, TODAY - timedelta(days=10 + number), (counter.mocha, 1, "20"))
