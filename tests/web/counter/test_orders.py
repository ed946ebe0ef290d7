"""Goods come back: money and points by the share that comes back, each once."""

from typing import Any

import pytest
from tests.records import make
from tests.web.counter.conftest import Counter

from shuke.records.membership.queries import balance_of
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(counter: Counter) -> Order:
    counter.card()
    counter.sell(customer=counter.pan.pk, quantity="2")
    return Order.objects.get()


def give_back(counter: Counter, order: Order, quantity: str, receipt: str = "RRRRRRRRRRRR") -> Any:
    line = order.lines.get()
    return counter.post(f"orders/{order.pk}/return/", receipt=receipt, **{f"line-{line.pk}": quantity})


def test_a_return_pays_out_and_takes_the_points_back(counter: Counter, sold: Order) -> None:
    shown = give_back(counter, sold, "1").content.decode()

    assert "17.00" in shown
    assert "Points taken back" in shown
    assert balance_of([sold.customer.memberships.get().pk], now=make.NOW).points == 17  # type: ignore[union-attr]


def test_the_same_return_twice_is_one(counter: Counter, sold: Order) -> None:
    give_back(counter, sold, "1")
    give_back(counter, sold, "1")

    assert Order.objects.filter(has_sale=False).count() == 1


@pytest.mark.parametrize("quantity", ["3", "0", "", "-1", "many", "0.0001"])
def test_more_than_was_sold_or_nothing_does_not_come_back(counter: Counter, sold: Order, quantity: str) -> None:
    answer = give_back(counter, sold, quantity)

    assert answer.status_code == 422
    assert not Order.objects.filter(has_sale=False).exists()


def test_the_order_says_what_can_still_come_back(counter: Counter, sold: Order) -> None:
    assert 'value="2"' in counter.shown(f"orders/{sold.pk}/")
    give_back(counter, sold, "2")

    shown = counter.shown(f"orders/{sold.pk}/")

    assert "all came back" in shown
    assert "Take back and refund" not in shown


def test_after_a_return_of_another_stores_customer_the_counter_stands_empty(counter: Counter, sold: Order) -> None:
    counter.pan.home_store = make.store()
    counter.pan.save()

    shown = give_back(counter, sold, "1").content.decode()

    assert 'class="sk-b sk-b-soft" href="/counter/"' in shown


def test_another_stores_order_is_not_there(counter: Counter, sold: Order) -> None:
    sold.store = make.store()
    sold.save()

    assert counter.get(f"orders/{sold.pk}/").status_code == 404
    assert give_back(counter, sold, "1").status_code == 404
