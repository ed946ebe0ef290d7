"""A store with a plan, a member and a till."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from tests.records import make
from tests.records.membership import given

from shuke.records.membership.checkout import (
    Basket,
    BasketLine,
    NotReturnable,
    ReturnLine,
    commit_order,
    quote_order,
    return_order,
)
from shuke.records.membership.checkout.buyers import Buyer
from shuke.records.membership.checkout.commit import Sale
from shuke.records.membership.models import Member
from shuke.records.membership.queries import Balance, balance_of
from shuke.records.sales.models import Order

BACK = NotReturnable


class Till:
    def __init__(self, **plan: Any) -> None:
        self.store = make.store()
        self.plan = given.plan(**plan)
        self.member = given.member(self.plan, name="Pan", home=self.store)
        self.receipts = count(1)

    def sale(self, price: str, *, quantity: int = 1, product: str = "coffee", **fields: Any) -> Sale:
        member = Member.objects.select_related("plan", "tier", "customer", "home_store").get(pk=self.member.pk)
        buyer = fields.pop("buyer", Buyer(customer=member.customer, member=member))
        line = BasketLine(product=product, quantity=Decimal(quantity), unit_price=Decimal(price))
        receipt = fields.pop("receipt", "") or str(next(self.receipts))
        return Sale(store=self.store, lines=[line], buyer=buyer, receipt=receipt, **fields)

    def sell(self, price: str, *, scope: Any = make.SYSTEM, now: Any = make.NOW, **fields: Any) -> Order:
        return commit_order(scope=scope, now=now, sale=self.sale(price, **fields))

    def quote(self, price: str, **fields: Any) -> Basket:
        return quote_order(now=make.NOW, sale=self.sale(price, **fields))

    def take_back(
        self, order: Order, *, receipt: str = "R", lines: Sequence[tuple[int, int]] = (), now: Any = make.NOW
    ) -> Order:
        back = [ReturnLine(line_id=pk, quantity=Decimal(quantity)) for pk, quantity in lines]
        return return_order(scope=make.SYSTEM, now=now, order=order, store=self.store, receipt=receipt, lines=back)

    def balance(self) -> Balance:
        return balance_of([self.member.pk], now=make.NOW)
