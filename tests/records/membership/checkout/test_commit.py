from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.records import make
from tests.records.membership import given
from tests.records.membership.checkout.till import BACK, Till

from shuke.records.access.models import Role
from shuke.records.access.scope import NotAllowed
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Event
from shuke.records.membership.checkout import ReceiptUsed, WrongBasket, receipt_of, returns
from shuke.records.membership.checkout.buyers import Buyer
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.models import CouponCode, Entry, GrowthRow, LineTerms
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import CouponRefused, move_due_points, prove_ledger, reverse_entry
from shuke.records.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db


def test_an_order_earns_points_and_growth_and_lifts_at_once() -> None:
    till = Till(discount_percent=15)
    gold = given.tier(till.plan, "gold", 15)

    order = till.sell("20")

    assert (order.total, order.customer, order.source_key) == (Decimal("17"), till.member.customer, "1")
    assert OrderLine.objects.get().discount == 3
    assert till.balance().points == 17
    assert GrowthRow.objects.get().growth == 17
    till.member.refresh_from_db()
    assert till.member.tier == gold
    assert set(Event.objects.values_list("kind", flat=True)) >= {"points.earned", "tier.changed"}
    assert prove_ledger(now=make.NOW).is_green


def test_the_same_commit_twice_is_one_order() -> None:
    till = Till()
    given.code("A", given.coupon(kind="amount", value=5))
    given.earn(till.member, 100)

    first = till.sell("20", receipt="7", points=100, coupon="A")
    again = till.sell("20", receipt="7", points=100, coupon="A")

    assert first == again
    assert Order.objects.count() == 1
    assert till.balance().points == 14
    assert (CouponCode.objects.get().used, receipt_of(again).spent) == (1, 100)


def test_a_receipt_number_stands_for_one_order_of_its_store() -> None:
    till, other = Till(), Till()
    till.sell("20", receipt="7")

    with pytest.raises(ReceiptUsed, match="Receipt 7 of store"):
        till.sell("21", receipt="7")
    assert other.sell("21", receipt="7").pk


def test_an_anonymous_sale_earns_nothing_and_a_new_product_is_sold_all_the_same() -> None:
    till = Till()

    order = till.sell("20", buyer=Buyer(), product="new")

    assert (order.customer, order.total) == (None, 20)
    assert not Product.objects.get(code="new").is_described
    assert LineTerms.objects.get().earned == 0


def test_nothing_is_there_when_the_points_do_not_reach() -> None:
    till = Till()
    given.code("A")
    given.earn(till.member, 99)

    with pytest.raises(NotEnoughPoints):
        till.sell("20", points=100, coupon="A")

    assert (Order.objects.count(), till.balance().points, CouponCode.objects.get().used) == (0, 99, 0)


def test_what_an_order_earns_cannot_pay_it() -> None:
    with pytest.raises(NotEnoughPoints):
        Till().sell("20", points=1)


def test_a_negative_quantity_is_refused_with_its_line() -> None:
    with pytest.raises(WrongBasket, match="quantity must be above 0"):
        Till().sell("20", quantity=-1)


def test_a_key_of_another_store_is_refused() -> None:
    with pytest.raises(NotAllowed):
        Till().sell("20", scope=make.scope(Role.FRONT_LINE, make.store()))


def test_a_quote_writes_nothing_and_says_what_a_commit_does() -> None:
    till = Till(discount_percent=15)
    given.code("A", given.coupon(kind="amount", value=5))
    given.earn(till.member, 100)
    before = Entry.objects.count()

    quoted = till.quote("20", points=100, coupon="A")

    assert (Entry.objects.count(), CouponCode.objects.get().used) == (before, 0)
    order = till.sell("20", points=100, coupon="A")
    assert (order.total, receipt_of(order).earned) == (quoted.sum("amount") / Decimal(100), quoted.sum("earned"))
    with pytest.raises(CouponRefused):
        till.quote("20", coupon="A")
    with pytest.raises(NotEnoughPoints):
        till.quote("20", points=1000)


def test_a_friend_gets_the_discount_where_the_plan_shares_it() -> None:
    for is_shared, total in ((True, 17), (False, 20)):
        till = Till(discount_percent=15, is_shared=is_shared)
        buyer = Buyer(customer=till.member.customer, member=till.member, is_friend=not is_shared)
        assert till.sell("20", buyer=buyer).total == total
        assert till.balance().points == total


def test_an_order_kept_offline_keeps_its_day_and_never_lies_ahead() -> None:
    till = Till()

    kept = till.sell("20", ordered_at=make.NOW - timedelta(days=1))
    ahead = till.sell("20", ordered_at=make.NOW + timedelta(days=1))

    assert (make.NOW.date() - kept.ordered_on).days == 1
    assert ahead.ordered_at == make.NOW


def test_a_return_mirrors_its_sale_line_by_line() -> None:
    till = Till(discount_percent=15)
    given.earn(till.member, 100)
    order = till.sell("20", quantity=3, points=100)  # 51.00 after the card, 50.00 after points
    line = OrderLine.objects.get()

    parts = [till.take_back(order, receipt=f"R{n}", lines=((line.pk, 1),)) for n in range(3)]

    assert sum((part.total for part in parts), Decimal(0)) == -order.total == -50
    assert sum(receipt_of(part).earned for part in parts) == -50
    assert sum(receipt_of(part).spent for part in parts) == -100
    assert (till.balance().points, till.balance().debt) == (100, 0)
    assert sum(GrowthRow.objects.values_list("growth", flat=True)) == 0
    assert prove_ledger(now=make.NOW).is_green


def test_returning_twice_is_refused_and_the_same_receipt_again_is_not() -> None:
    till = Till()
    order = till.sell("20", quantity=2)
    line = OrderLine.objects.get()
    first = till.take_back(order, receipt="R1", lines=((line.pk, 2),))

    assert till.take_back(order, receipt="R1", lines=((line.pk, 2),)) == first
    with pytest.raises(BACK, match="at most 0 can come back"):
        till.take_back(order, receipt="R2", lines=((line.pk, 1),))
    with pytest.raises(BACK, match="come back already"):
        till.take_back(order, receipt="R3")
    with pytest.raises(ReceiptUsed):
        till.take_back(order, receipt="R1", lines=((line.pk, 1),))
    assert till.balance().points == 0


@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_no_more_comes_back_than_was_sold(quantity: int) -> None:
    till = Till()
    order = till.sell("20", quantity=2)

    with pytest.raises(BACK, match="at most 2"):
        till.take_back(order, lines=((OrderLine.objects.get().pk, quantity),))
    with pytest.raises(BACK, match="not sold by this order"):
        till.take_back(order, lines=((999_999, 1),))


def test_a_return_of_points_already_spent_leaves_a_debt_and_not_a_minus() -> None:
    till = Till()
    order = till.sell("50")
    given.redeem(till.member, 30)

    back = till.take_back(order)

    assert (till.balance().points, till.balance().debt, receipt_of(back).owed) == (0, 30, 30)
    till.sell("45")
    assert (till.balance().points, till.balance().debt) == (15, 0)
    assert prove_ledger(now=make.NOW).is_green


def test_the_proof_finds_a_return_that_left_its_points_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    till = Till()
    order = till.sell("20")
    monkeypatch.setattr(returns, "_mirror_points", lambda *_parts, **_call: None)
    back = till.take_back(order)

    proof = prove_ledger(now=make.NOW)
    assert {found["code"]: found["ids"] for found in proof.findings} == {
        "return_not_mirrored": [order.pk],
        "growth_not_mirrored": [back.pk],
    }

    earned = Entry.objects.get(order=order, kind=Entry.Kind.EARN)
    reverse_entry(scope=make.SYSTEM, now=make.NOW, entry=earned, cause=given.cause("by hand"))
    assert [found["code"] for found in prove_ledger(now=make.NOW).findings] == ["growth_not_mirrored"]


def test_points_still_waiting_are_taken_back_before_any_that_can_be_spent() -> None:
    till = Till(return_window_days=7)
    given.earn(till.member, 10, kind="compensate")
    order = till.sell("50")

    till.take_back(order)

    assert (till.balance().points, till.balance().pending) == (10, 0)
    move_due_points(scope=make.SYSTEM, now=make.NOW + timedelta(days=30))
    assert till.balance().points == 10


def test_a_coupon_comes_back_with_its_whole_order_only() -> None:
    till = Till()
    given.code("A", given.coupon(kind="amount", value=5))
    order = till.sell("20", quantity=2, coupon="A")
    line = OrderLine.objects.get()

    till.take_back(order, receipt="R1", lines=((line.pk, 1),))
    assert CouponCode.objects.get().used == 1
    till.take_back(order, receipt="R2", lines=((line.pk, 1),))

    assert CouponCode.objects.get().used == 0


def test_a_commit_asks_the_database_no_more_for_a_longer_basket(django_assert_max_num_queries: Any) -> None:
    till = Till()
    till.sell("20")
    given.earn(till.member, 100)

    with django_assert_max_num_queries(40):
        till.sell("20", points=100)
    assert balance_of([till.member.pk], now=make.NOW).points == 39


def test_an_order_from_a_file_comes_back_without_points() -> None:
    till = Till()
    order = make.order(till.member.customer, till.store, make.NOW.date(), (make.product(), 2, "9"))

    assert till.take_back(order).total == -9
    assert till.balance().points == 0
