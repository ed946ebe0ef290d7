import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.customers.models import Customer, CustomField, Relation
from shuke.records.customers.services import record_consent, record_event, record_preference, tag_customers
from shuke.scores.models import ModelRun, ScoreChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Any:
    return make.store(name="Riverside")


@pytest.fixture
def pan(home: Any) -> Customer:
    person = make.customer("Pan Tianwei", home=home, phone="13812345678", card="2900004471180")
    rows.slipping_away(
        person, rows.run(), value_class="gold", pyramid_level="major", rfm_group="at_risk", rfm_eight="key_keep",
        potential_value_minor=184_000, headroom_minor=20_000,
    )  # fmt: skip
    return person


def page(client: Client, person: Customer, address: str = "") -> str:
    answer = client.get(f"/customers/{person.pk}/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_head_says_who_what_worth_and_what_to_do(signed_in: SignedIn, pan: Customer) -> None:
    shown = page(signed_in(), pan)

    for said in ("Pan Tianwei", "Gold", "Major", "Riverside", "2900004471180", "At risk", "Declining", "3.4× overdue"):
        assert said in shown
    assert "Next best action" in shown
    assert "¥</i>3,260" in shown


def test_a_stranger_is_asked_to_sign_in(client: Client, pan: Customer) -> None:
    for address in ("", "story/", "neighbours/", "edit/", "tags/", "contact/new/", "consent/", "preferences/new/"):
        assert client.get(f"/customers/{pan.pk}/{address}").status_code == 302


def test_a_customer_of_another_store_is_not_there(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in("manager", make.store())

    for address in ("", "story/", "neighbours/", "edit/", "tags/", "contact/new/", "consent/", "preferences/new/"):
        assert client.get(f"/customers/{pan.pk}/{address}").status_code == 404


def test_a_merged_customer_leads_to_the_one_that_is_left(signed_in: SignedIn, pan: Customer) -> None:
    twin = rows.customer(merged_into=pan)

    assert signed_in().get(f"/customers/{twin.pk}/")["Location"] == f"/customers/{pan.pk}/"


def test_the_front_line_sees_no_money_and_no_full_phone(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    shown = page(signed_in("front_line", home), pan)

    assert "•••• 5678" in shown
    assert "13812345678" not in shown
    assert "¥" not in shown
    assert "tel:" not in shown


def test_who_has_bought_since_the_run_is_not_advised_about_silence(
    signed_in: SignedIn, pan: Customer, home: Any
) -> None:
    make.order(pan, home, rows.AS_OF + timedelta(days=1), (make.product(), 1, "27.40"))

    shown = page(signed_in(), pan)

    assert "Back again" in shown
    assert "Next best action" not in shown
    assert "3.4× overdue" not in shown


def test_a_purchase_by_the_card_of_a_merged_record_ends_the_silence(
    signed_in: SignedIn, pan: Customer, home: Any
) -> None:
    make.order(make.part_of(pan), home, rows.AS_OF + timedelta(days=1), (make.product(), 1, "27.40"))

    assert "Back again" in page(signed_in(), pan)


def test_the_rhythm_after_a_purchase_since_leaves_closing_days_out(
    signed_in: SignedIn, pan: Customer, home: Any
) -> None:
    open_again_on = rows.AS_OF - timedelta(days=1)
    ModelRun.objects.update(metrics={"closings": [[open_again_on.isoformat(), 9]]})
    for days in (24, 12, -1):  # 12 days between each, of which the shop was closed for nine of the latest
        make.order(pan, home, rows.AS_OF - timedelta(days=days), (make.product(), 1, "27.40"))

    shown = page(signed_in(), pan)

    assert "Back again" in shown
    assert "usually every 8 days" in shown  # the middle of 12 and 13 − 9


def test_a_customer_without_scores_says_when_they_come(signed_in: SignedIn) -> None:
    assert "Scores come with the next refresh" in page(signed_in(), make.customer("New"))


def test_the_usual_basket_and_the_months_are_there(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    mocha = make.product(name="Iced mocha")
    for days in (40, 70):
        make.order(pan, home, rows.AS_OF - timedelta(days=days), (mocha, 1, "6.20"))

    shown = page(signed_in(), pan)

    assert "Iced mocha" in shown
    assert "100%" in shown
    assert 'data-chart="money"' in shown
    assert re.search(r"2026-10</td>\s*<td[^>]*>6\.20", shown)


def test_people_around_are_named_with_their_tie(signed_in: SignedIn, pan: Customer) -> None:
    friend, brought = make.customer("Xu Zhiqiu"), make.customer("Pan Xiaoyu", referred_by=pan)
    Relation.objects.create(customer=friend, other=pan, kind="friend")

    shown = page(signed_in(), pan)

    assert f"/customers/{friend.pk}/" in shown
    assert f"/customers/{brought.pk}/" in shown
    assert "brought by this customer" in shown


def test_custom_fields_tags_and_notes_are_shown(signed_in: SignedIn, pan: Customer) -> None:
    CustomField.objects.create(key="size", label="Shoe size", type="number")
    Customer.objects.filter(pk=pan.pk).update(custom={"size": 43}, notes="Reads the paper\nfirst")
    tag_customers(scope=make.SYSTEM, now=rows.NOW, origin="test", customers=Customer.objects.all(), add=["coffee"])

    shown = page(signed_in(), pan)

    assert "Shoe size" in shown
    assert "coffee" in shown
    assert "Reads the paper<br>first" in shown


def test_markup_in_a_name_stays_text(signed_in: SignedIn) -> None:
    assert "<script>alert" not in page(signed_in(), make.customer("<script>alert(1)</script>"))


def test_the_timeline_tells_everything_newest_first(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    beans = make.product(name="Baoshan beans")
    make.order(pan, home, date(2026, 10, 20), (beans, 1, "27.40"))
    record_preference(
        scope=make.SYSTEM, now=rows.NOW, origin="page", customer=pan, topic="seat", value="corner", how="look"
    )
    record_consent(
        scope=make.SYSTEM, now=rows.NOW, origin="page", customer=pan, channel="sms", purpose="marketing",
        is_granted=False, source="form",
    )  # fmt: skip
    ScoreChange.objects.create(
        customer=pan, run=rows.run(), kind="stage", before="stable", after="declining", seen_on=date(2026, 11, 15)
    )

    told = page(signed_in(), pan, "story/")

    order = [told.index(said) for said in ("Preference learned", "Stable → Declining", "¥27.40 at Riverside")]
    assert order == sorted(order)
    assert "Baoshan beans" in told
    assert "Refused: SMS for marketing" in told


def test_the_timeline_is_narrowed_to_one_kind(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    make.order(pan, home, date(2026, 10, 20), (make.product(), 1, "27.40"))

    purchases = page(signed_in(), pan, "story/?kind=purchases")
    records = page(signed_in(), pan, "story/?kind=records")

    assert ("at Riverside" in purchases, "Came into the records" in purchases) == (True, False)
    assert ("at Riverside" in records, "Came into the records" in records) == (False, True)


def test_a_long_timeline_is_read_page_by_page(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    bought = make.product()
    for days in range(45):
        make.order(pan, home, rows.AS_OF - timedelta(days=days + 1), (bought, 1, f"{days + 1}.00"))
    client, address, seen = signed_in(), "story/?kind=purchases", []

    while address:
        told = page(client, pan, address)
        seen += [int(amount) for amount in re.findall(r"¥(\d+)\.00 at", told)]
        after = re.search(r'story/(\?kind=purchases&amp;before=[^"]+)"', told)
        address = f"story/{after[1].replace('&amp;', '&')}" if after else ""

    assert seen == list(range(1, 46))


def test_orders_of_other_stores_are_not_told(signed_in: SignedIn, pan: Customer, home: Any) -> None:
    make.order(pan, make.store(name="Hill"), date(2026, 10, 20), (make.product(), 1, "27.40"))

    assert "27.40" not in page(signed_in("manager", home), pan, "story/")


def test_before_and_after_follow_the_list_one_came_from(signed_in: SignedIn) -> None:
    run = rows.run()
    people = []
    for spend in (300, 200, 100):
        people.append(rows.customer())
        rows.score(people[-1], run, spend_minor=spend, stage="stable")
    rows.score(rows.customer(), run, spend_minor=250, stage="lost")
    client = signed_in()

    middle = page(client, people[1], "neighbours/?stage=stable")
    first = page(client, people[0], "neighbours/?stage=stable")

    assert f'/customers/{people[0].pk}/?stage=stable" data-key="["' in middle
    assert f'/customers/{people[2].pk}/?stage=stable" data-key="]"' in middle
    assert 'data-key="["' not in first


def test_the_page_asks_the_same_number_of_queries_whatever_is_on_it(
    signed_in: SignedIn, pan: Customer, home: Any
) -> None:
    client, bought = signed_in(), make.product()
    counts = []
    for round_ in range(2):
        for number in range(8):
            make.order(pan, home, rows.AS_OF - timedelta(days=20 * round_ + number + 1), (bought, 1, "5"))
            topic, value = f"topic {round_}", f"value {number}"
            record_preference(
                scope=make.SYSTEM, now=rows.NOW, origin="page", customer=pan, topic=topic, value=value, how="ask"
            )
            make.customer(referred_by=pan)
        with CaptureQueriesContext(connection) as captured:
            page(client, pan)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 36


def test_the_story_says_for_when_and_for_how_many_somebody_booked(signed_in: SignedIn, pan: Customer) -> None:
    facts = {"booking": 1, "day": "2026-03-03", "time": "18:30", "party_size": 2}
    told = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test", "customer_id": pan.pk}
    record_event(kind="booking.made", store_id=pan.home_store_id, facts=facts, **told)

    assert "3 Mar 2026 18:30, 2 people, Riverside" in page(signed_in(), pan, "story/")
