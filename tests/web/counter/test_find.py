"""Found by card, phone, its tail, name and pinyin; a scanner's Enter opens who is meant without doubt."""

from datetime import timedelta

import pytest
from tests.records import make
from tests.web.counter.conftest import Counter

from shuke.records.membership.services import end_card

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", ["13812345678", "5678", "潘天伟", "pantianwei", "ptw"])
def test_found_by_phone_tail_name_and_pinyin(counter: Counter, said: str) -> None:
    assert "潘天伟" in counter.shown("find/", q=said)


def test_a_scanned_card_opens_its_holder_in_one_request(counter: Counter) -> None:
    card = counter.card()

    answer = counter.client.get("/counter/find/", {"q": card.number, "scan": "1"}, headers={"HX-Request": "true"})

    assert answer["HX-Retarget"] == "#counter"
    assert answer["HX-Push-Url"].startswith(f"/counter/{counter.pan.pk}/?by=")
    assert "Mr 潘" in answer.content.decode()


def test_of_two_with_one_phone_tail_who_was_here_latest_stands_first(counter: Counter) -> None:
    earlier = make.customer("Ann Lin", home=counter.store, phone="13900005678")
    for person, days in ((earlier, 40), (counter.pan, 60), (make.part_of(counter.pan), 3)):
        make.order(person, counter.store, make.NOW.date() - timedelta(days=days), (counter.mocha, 1, "20"))

    shown = counter.shown("find/", q="5678")

    assert shown.index("潘天伟") < shown.index("Ann Lin")


def test_two_are_never_opened_by_an_enter(counter: Counter) -> None:
    make.customer("Ann Lin", home=counter.store, phone="13900005678")

    shown = counter.shown("find/", q="5678", scan="1")

    assert "潘天伟" in shown
    assert "Ann Lin" in shown
    assert "You could say" not in shown


def test_a_lost_card_says_so(counter: Counter) -> None:
    card = counter.card()
    end_card(scope=make.SYSTEM, now=make.NOW, card=card, status="lost")

    answer = counter.get("find/", q=card.number, scan="1")

    assert answer.status_code == 422
    assert "was reported lost" in answer.content.decode()


def test_nobody_is_said_and_one_sign_asks_nothing(counter: Counter) -> None:
    assert "Nobody found for" in counter.shown("find/", q="zzzz")
    assert "sk-ct-hits" not in counter.shown("find/", q="p")


def test_a_scanned_product_goes_into_the_basket(counter: Counter) -> None:
    answer = counter.client.get("/counter/find/", {"q": "P1", "scan": "1"}, headers={"HX-Request": "true"})

    assert '"counter:add"' in answer["HX-Trigger"]
    assert '"price": "20.0000"' in answer["HX-Trigger"]


def test_a_receipt_number_opens_its_order(counter: Counter) -> None:
    counter.sell()

    answer = counter.get("find/", q="0123456789ab", scan="1")

    assert answer.status_code == 302
    assert "/counter/orders/" in answer["Location"]


def test_a_single_sign_is_asked_for_one_more(counter: Counter) -> None:
    shown = counter.shown("find/", q="潘")

    assert "Type one sign more" in shown
    assert "Nobody found" not in shown
