"""The return of an order that points paid in part: they go back where they came from, what was earned is taken back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.records import make
from tests.records.membership import given
from tests.records.membership.checkout.till import BACK, Till

from shuke.records.membership.checkout import BasketLine, commit_order, receipt_of
from shuke.records.membership.models import Lot
from shuke.records.membership.queries import balance_of, expirations_of
from shuke.records.membership.services import move_due_points, prove_ledger
from shuke.records.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db

LATER = make.NOW + timedelta(days=3)


class PartlyPaid:
    """Coffee for 6.00 and cake for 3.00, of which 90 points pay 0.90: 60 of the older lot, 30 of the newer one."""

    def __init__(self) -> None:
        self.till = Till(validity_days=10, grace_days=5)
        self.older = self._lot(60, make.NOW)
        self.newer = self._lot(60, LATER)
        basket = [
            BasketLine(product=code, quantity=Decimal(1), unit_price=Decimal(price))
            for code, price in (("coffee", "6.00"), ("cake", "3.00"))
        ]
        sale = replace(self.till.sale("1", points=90), lines=basket)
        self.order: Order = commit_order(scope=make.SYSTEM, now=LATER, sale=sale)
        self.coffee, self.cake = OrderLine.objects.filter(order=self.order).order_by("position")
        self.earned = Lot.objects.exclude(pk__in=[self.older, self.newer]).get().pk

    def _lot(self, points: int, now: object) -> int:
        return int(Lot.objects.get(entry=given.earn(self.till.member, points, now=now)).pk)

    def take_back(self, line: OrderLine | None = None, *, receipt: str, now: object = LATER) -> Order:
        lines = ((line.pk, 1),) if line else ()
        return self.till.take_back(self.order, receipt=receipt, lines=lines, now=now)

    def held(self) -> tuple[int, int, int]:
        """In the older lot, the newer one, and the one this order earned."""
        active = dict(Lot.objects.values_list("pk", "active"))
        return active[self.older], active[self.newer], active[self.earned]


def test_points_pay_from_the_lot_that_ends_first_and_earn_on_money_alone() -> None:
    sold = PartlyPaid()

    assert (sold.order.total, receipt_of(sold.order).spent, receipt_of(sold.order).earned) == (Decimal("8.10"), 90, 8)
    assert sold.held() == (0, 30, 8)


def test_a_line_brings_back_its_own_points_to_the_lots_they_came_from_and_loses_what_it_earned() -> None:
    sold = PartlyPaid()

    cake = sold.take_back(sold.cake, receipt="R1")

    assert (cake.total, receipt_of(cake).spent, receipt_of(cake).earned) == (Decimal("-2.70"), -30, -3)
    assert sold.held() == (0, 60, 5)

    coffee = sold.take_back(sold.coffee, receipt="R2")

    assert (coffee.total, receipt_of(coffee).spent, receipt_of(coffee).earned) == (Decimal("-5.40"), -60, -5)
    assert sold.held() == (60, 60, 0)
    assert prove_ledger(now=LATER).is_green


def test_the_rest_comes_back_after_a_part_and_nothing_comes_back_twice() -> None:
    sold = PartlyPaid()
    sold.take_back(sold.cake, receipt="R1")
    rest = sold.take_back(receipt="R2")

    assert sold.take_back(receipt="R2") == rest
    assert sold.held() == (60, 60, 0)
    with pytest.raises(BACK, match="come back already"):
        sold.take_back(receipt="R3")
    with pytest.raises(BACK, match="at most 0"):
        sold.take_back(sold.cake, receipt="R4")
    assert sold.held() == (60, 60, 0)
    assert prove_ledger(now=LATER).is_green


def test_points_of_a_lot_that_ended_meanwhile_come_back_with_a_date_of_grace() -> None:
    sold = PartlyPaid()
    ended = make.NOW + timedelta(days=12)  # the older lot is over, the newer one is not
    move_due_points(scope=make.SYSTEM, now=ended)

    sold.take_back(receipt="R1", now=ended)

    member = sold.till.member.pk
    assert sold.held() == (0, 60, 0)
    (_newer, (grace_ends_at, renewed)) = expirations_of([member], now=ended)
    assert renewed == 60
    assert timedelta(days=5) < grace_ends_at - ended < timedelta(days=6)  # the end of the fifth day from then
    assert balance_of([member], now=ended).points == 120
    assert prove_ledger(now=ended).is_green


def test_a_part_before_the_lot_ended_and_the_rest_after_it_give_back_every_point_once() -> None:
    sold = PartlyPaid()
    sold.take_back(sold.coffee, receipt="R1")  # 60: the newer lot's 30, then 30 of the older one
    assert sold.held()[:2] == (30, 60)
    ended = make.NOW + timedelta(days=12)
    move_due_points(scope=make.SYSTEM, now=ended)  # those 30 are gone with their lot

    sold.take_back(sold.cake, receipt="R2", now=ended)

    assert sold.held()[:2] == (0, 60)
    assert balance_of([sold.till.member.pk], now=ended).points == 90
    assert prove_ledger(now=ended).is_green


def test_points_earned_and_spent_again_are_owed_and_not_taken_from_what_paid() -> None:
    sold = PartlyPaid()
    given.redeem(sold.till.member, 38, now=LATER)  # all that was left, the 8 earned among them

    back = sold.take_back(receipt="R1")

    told = balance_of([sold.till.member.pk], now=LATER)
    assert (told.points, told.debt, receipt_of(back).owed) == (90 - 8, 0, 0)
    assert prove_ledger(now=LATER).is_green
