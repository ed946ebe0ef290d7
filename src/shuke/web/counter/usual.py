"""The usual order: what is in most of a customer's orders here, with what it costs today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuke.lib.money import exponent, from_minor
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.customers.queries import own_and_merged
from shuke.records.membership.checkout.basket import Basket, BasketLine, Terms, price_basket
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import usual_basket

USUAL_SHARE = 0.5  # of the orders: more often than not
ITEMS_AT_MOST = 4
_LOOKED_AT = 200  # latest lines in which a price is looked for


@dataclass(frozen=True)
class PricedItem:
    code: str
    name: str
    price: Decimal | None  # of one; None where no catalogue and no order says


@dataclass(frozen=True)
class Usual:
    items: Sequence[PricedItem]
    share: float  # of the orders that hold the first
    orders: int  # that hold it
    basket: Basket | None  # what it costs with the card; None where a price is missing

    @property
    def total(self) -> Decimal | None:
        return from_minor(self.basket.sum("amount"), self.basket.currency) if self.basket else None

    @property
    def off(self) -> Decimal | None:
        return -from_minor(self.basket.sum("card_discount"), self.basket.currency) if self.basket else None


def usual_of(customer_id: int, *, scope: Scope, as_of: date, currency: str, terms: Terms) -> Usual | None:
    """None while nothing is in half of the orders."""
    items = [one for one in usual_basket(customer_id, scope=scope, as_of=as_of) if one.share >= USUAL_SHARE]
    if not items:
        return None
    kept = items[:ITEMS_AT_MOST]
    prices = prices_of([one.product_id for one in kept], currency=currency, customer_id=customer_id)
    priced = [PricedItem(one.code, one.name, prices.get(one.product_id)) for one in kept]
    return Usual(priced, kept[0].share, kept[0].orders, _basket(priced, currency=currency, terms=terms))


def prices_of(product_ids: Collection[int], *, currency: str, customer_id: int | None = None) -> dict[int, Decimal]:
    """Of one piece: the catalogue's price, else what this customer paid for it before any discount, latest first."""
    listed = Product.objects.filter(pk__in=product_ids, price__isnull=False).values_list("pk", "price")
    prices = {pk: price for pk, price in listed if price is not None}
    missing = set(product_ids) - prices.keys()
    if missing and customer_id is not None:
        orders = Order.objects.purchases().filter(customer__in=own_and_merged(customer_id), currency=currency)
        lines = OrderLine.objects.filter(order__in=orders, product__in=missing, quantity__gt=0).order_by("-order")
        for line in lines.only("product", "quantity", "amount", "discount")[:_LOOKED_AT]:
            if (price := piece_price(line.quantity, line.amount + line.discount, currency)) is not None:
                prices.setdefault(line.product_id, price)
    return prices


def piece_price(quantity: Decimal, gross: Decimal, currency: str) -> Decimal | None:
    """None where it was given away, or counted in drops: what cost nothing once has no price today."""
    return (gross / quantity).quantize(Decimal(1).scaleb(-exponent(currency))) or None


def _basket(items: Sequence[PricedItem], *, currency: str, terms: Terms) -> Basket | None:
    known = [(one.code, one.price) for one in items if one.price is not None]
    if len(known) < len(items):
        return None
    lines = [BasketLine(product=code, quantity=Decimal(1), unit_price=price) for code, price in known]
    return price_basket(lines, currency=currency, terms=terms, coupon=None, points=0)
