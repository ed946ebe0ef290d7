"""Quote, pay, keep: what a basket costs, posted once however often it is sent."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.counter.conftest import Counter

from shuke.records.membership.models import CouponCode, Plan
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import prove_ledger
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db

OTHER = "BA9876543210"


def test_a_quote_takes_the_cards_discount_and_writes_nothing(counter: Counter) -> None:
    counter.card()

    shown = counter.sell(path="quote/", customer=counter.pan.pk).content.decode()

    for said in ("3.00", "17.00", "17 points"):
        assert said in shown
    assert not Order.objects.exists()


def test_a_refusal_stands_where_the_total_would(counter: Counter) -> None:
    counter.card()

    shown = counter.sell(path="quote/", customer=counter.pan.pk, coupon="NONE").content.decode()

    assert "There is no coupon" in shown
    assert "data-quoted" not in shown


def test_paying_posts_order_points_and_coupon_at_once(counter: Counter) -> None:
    member = counter.card().member
    given.earn(member, 100)
    given.code("A1", given.coupon(kind="amount", value=5))

    shown = counter.sell(customer=counter.pan.pk, points="100", coupon="a1", payment="wechat").content.decode()

    order = Order.objects.get()
    assert (order.total, order.customer, order.store) == (11, counter.pan, counter.store)
    assert (order.payment, order.sold_by, order.source_key) == ("wechat", counter.person.name, "0123456789AB")
    assert CouponCode.objects.get().used == 1
    assert balance_of([member.pk], now=make.NOW).points == 11
    assert "0123456789AB" in shown
    assert prove_ledger(now=make.NOW).is_green


def test_the_panel_asks_again_for_points_once_they_moved(counter: Counter) -> None:
    given.earn(counter.card().member, 100)
    assert "counter:moved from:body" in counter.panel()

    paid = counter.sell(customer=counter.pan.pk, points="100")

    assert "counter:moved" in paid["HX-Trigger-After-Settle"]
    panel = counter.client.get(f"/counter/{counter.pan.pk}/", headers={"HX-Request": "true", "HX-Target": "person"})
    shown = " ".join(panel.content.decode().split())
    assert shown.startswith('<div class="sk-ct-person" id="person">')
    assert '<dt>Points</dt><dd class="sk-num">16</dd>' in shown
    assert "As they take it" in shown


def test_points_that_wait_for_the_return_days_stand_apart_on_the_receipt(counter: Counter) -> None:
    Plan.objects.update(return_window_days=7)
    counter.card()

    shown = " ".join(counter.sell(customer=counter.pan.pk).content.decode().split())

    assert '<dt>Points that wait for the end of the return days</dt><dd class="sk-num">17</dd>' in shown
    assert '<dt>Can be spent now</dt><dd class="sk-num">0</dd>' in shown


def test_a_double_tap_is_one_order(counter: Counter) -> None:
    counter.card()

    first, second = (counter.sell(customer=counter.pan.pk) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert "0123456789AB" in second.content.decode()
    assert Order.objects.count() == 1


def test_one_receipt_number_is_not_two_baskets(counter: Counter) -> None:
    counter.sell()

    answer = counter.sell(quantity="2")

    assert answer.status_code == 422
    assert "stands for another order already" in answer.content.decode()
    assert Order.objects.count() == 1


def test_nothing_is_posted_when_points_do_not_reach(counter: Counter) -> None:
    counter.card()

    assert counter.sell(customer=counter.pan.pk, points="500").status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"receipt": "1"},
        {"receipt": ""},
        {"quantity": "-1"},
        {"quantity": "1e9999"},
        {"quantity": "two"},
        {"unit_price": "-5"},
        {"unit_price": ""},
        {"points": "1.5"},
        {"points": "9" * 5000},
        {"quantity": "0.0001"},
        {"quantity": "999999999", "unit_price": "999999999"},
        {"product": []},
        {"product": ""},
        {"quantity": ["1", "2"]},
        {"customer": "9" * 30},
        {"customer": "²"},
        {"store": ""},
        {"store": "99999999"},
    ],
    ids=str,
)
def test_a_bad_basket_is_refused_with_a_sentence(counter: Counter, bad: dict[str, Any]) -> None:
    answer = counter.sell(**bad)

    assert answer.status_code in (403, 422)
    assert not Order.objects.exists()


def test_a_friend_with_the_card_gets_the_discount_where_the_plan_shares_it(counter: Counter) -> None:
    counter.card()
    for is_shared, total, receipt in ((True, 17, OTHER), (False, 20, "0123456789AB")):
        counter.plan.is_shared = is_shared
        counter.plan.save()
        counter.sell(customer=counter.pan.pk, by_friend="yes", receipt=receipt)
        assert Order.objects.get(source_key=receipt).total == total


def test_a_friends_own_card_is_a_friend_by_itself(counter: Counter) -> None:
    counter.plan.is_shared = True
    counter.plan.save()
    card = counter.card(holder="Mei")
    counter.plan.is_shared = False  # given up since
    counter.plan.save()
    answer = counter.client.get("/counter/find/", {"q": card.number, "scan": "1"}, follow=True)

    assert "Card carried by Mei, a friend." in answer.content.decode()
    counter.sell(customer=counter.pan.pk, by=answer.context["guest"].token)
    assert Order.objects.get().total == 20


def test_a_kept_order_earns_once_and_is_dated_when_it_was_rung_up(counter: Counter) -> None:
    member = counter.card().member

    answers = [
        counter.sell(path="kept/", customer=counter.pan.pk, ordered_at="2026-03-01T15:00:00.000Z") for _ in range(2)
    ]

    assert [answer.json()["receipt"] for answer in answers] == ["0123456789AB"] * 2
    order = Order.objects.get()
    assert (order.total, order.ordered_on.isoformat()) == (17, "2026-03-01")
    assert balance_of([member.pk], now=make.NOW).points == 17


def test_a_kept_order_of_a_clock_without_battery_is_of_today(counter: Counter) -> None:
    counter.sell(path="kept/", ordered_at="0001-01-01T00:00:00+14:00")

    assert Order.objects.get().ordered_on == make.NOW.date()


def test_a_kept_order_of_a_card_read_without_a_line_finds_its_holder(counter: Counter) -> None:
    card = counter.card()

    counter.sell(path="kept/", card=card.number)

    assert Order.objects.get().customer == counter.pan


def test_a_kept_order_takes_neither_points_nor_coupon(counter: Counter) -> None:
    given.earn(counter.card().member, 500)
    given.code("A1")

    counter.sell(path="kept/", customer=counter.pan.pk, points="100", coupon="A1")

    assert Order.objects.get().total == 17
    assert CouponCode.objects.get().used == 0


def test_paid_and_kept_is_one_order(counter: Counter) -> None:
    """The answer was lost on its way, so the page kept what the server had posted."""
    counter.card()
    counter.sell(customer=counter.pan.pk)

    answer = counter.sell(path="kept/", customer=counter.pan.pk)

    assert answer.json()["receipt"] == "0123456789AB"
    assert Order.objects.count() == 1


def test_a_kept_order_that_cannot_be_taken_says_why(counter: Counter) -> None:
    answer = counter.sell(path="kept/", card="2999999999999")

    assert answer.status_code == 422
    assert "Nobody goes by" in answer.json()["refusal"]


def test_products_are_found_by_name_and_code_with_their_price(counter: Counter) -> None:
    unlisted = make.product("P9", name="Mocha cake")
    make.order(None, counter.store, make.NOW.date(), (unlisted, 2, "56"))

    given_away = make.product("P8", name="Mocha spoon")
    make.order(None, counter.store, make.NOW.date(), (given_away, 1, "0"))

    shown = counter.shown("products/", product_q="mocha")

    assert 'data-name="Mocha spoon" data-price=""' in shown
    assert 'data-price="20' in shown
    assert 'data-price="28.00"' in shown
    assert "No product for" in counter.shown("products/", product_q="zzz")


def test_tiles_cost_the_same_queries_however_much_was_sold(counter: Counter) -> None:
    for number in range(3):
        make.order(None, counter.store, make.NOW.date(), (make.product(f"T{number}"), 1, "5"))
    counter.shown()
    with CaptureQueriesContext(connection) as few:
        counter.shown()
    for number in range(3, 9):
        make.order(None, counter.store, make.NOW.date(), (make.product(f"T{number}"), 1, "5"))

    with CaptureQueriesContext(connection) as many:
        counter.shown()

    assert len(many) == len(few) <= 20
