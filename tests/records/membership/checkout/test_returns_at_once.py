"""Two tills give the same receipt number to two returns in the same moment: one stands, the other is told."""

import threading
from typing import Any

import pytest
from django.db import connection
from tests.at_once import at_once, wait_for_each_other
from tests.records.membership.checkout.till import Till

from shuke.records.membership.checkout import ReceiptUsed, returns
from shuke.records.sales.models import Order

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_returns_of_two_orders_under_one_receipt_are_one_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    till = Till()
    first, second = till.sell("100"), till.sell("50")

    wait_for_each_other(monkeypatch, returns, "_parts")  # each has looked for the receipt before any writes it

    answers = at_once(lambda: till.take_back(first), lambda: till.take_back(second))

    made = Order.objects.get(source_key="R")
    assert made in answers
    (refusal,) = (one for one in answers if isinstance(one, Exception))
    assert isinstance(refusal, ReceiptUsed), repr(refusal)
    assert "stands for another order already" in str(refusal)


def test_a_sale_under_the_receipt_meanwhile_is_told_to_the_return(monkeypatch: pytest.MonkeyPatch) -> None:
    till = Till()
    sold, checked = till.sell("100"), returns._parts

    def another_sale(*args: Any) -> Any:
        thread = threading.Thread(target=lambda: (till.sell("30", receipt="R"), connection.close()))
        thread.start()
        thread.join(timeout=60)
        return checked(*args)

    monkeypatch.setattr(returns, "_parts", another_sale)

    with pytest.raises(ReceiptUsed):
        till.take_back(sold)
    assert Order.objects.get(source_key="R").total == 30
