"""The till: what a basket costs and brings, then order, points and coupon in one transaction, then its return."""

from shuke.records.membership.checkout.basket import Basket, BasketLine, WrongBasket
from shuke.records.membership.checkout.commit import commit_order, commit_sale, quote_order
from shuke.records.membership.checkout.receipts import Receipt, ReceiptUsed, receipt_of
from shuke.records.membership.checkout.returns import NotReturnable, ReturnLine, return_order

__all__ = [
    "Basket",
    "BasketLine",
    "NotReturnable",
    "Receipt",
    "ReceiptUsed",
    "ReturnLine",
    "WrongBasket",
    "commit_order",
    "commit_sale",
    "quote_order",
    "receipt_of",
    "return_order",
]
