"""Order, points and coupon in one transaction: all of it is there, or none."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from shuke.lib.dates import day_in
from shuke.lib.money import from_minor
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.membership.checkout.basket import (
    Basket,
    BasketLine,
    CouponTerms,
    PricedLine,
    WrongBasket,
    price_basket,
)
from shuke.records.membership.checkout.buyers import Buyer, moment_of, terms_of
from shuke.records.membership.checkout.receipts import Receipt, order_of_receipt, receipt_of, receipt_with, source_of
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.models import Coupon, CouponUse, LineTerms, Member
from shuke.records.membership.queries import balance_of, purse_ids
from shuke.records.membership.queries.at_the_till import products_called
from shuke.records.membership.services import Cause, redeem_coupon, reserve_coupon
from shuke.records.membership.services.coupons import check_coupon, reserved_use
from shuke.records.membership.services.points import gain, spend
from shuke.records.membership.services.purse import Purse, bring_up_to_date, lock_purse
from shuke.records.membership.services.tiers import add_growth
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store

_QUANTITY, _MONEY = Decimal("0.001"), Decimal("0.0001")

Pairs = tuple[tuple[OrderLine, LineTerms], ...]


@dataclass(frozen=True, kw_only=True)
class Sale:
    """What a till sends."""

    store: Store
    lines: Sequence[BasketLine]
    buyer: Buyer = field(default_factory=Buyer)
    receipt: str = ""  # the till's own number, once a store; empty in a quote
    coupon: str = ""
    reservation: int | None = None  # of the coupon, when the till reserved it before
    points: int = 0
    channel: str = "counter"
    payment: str = ""
    sold_by: str = ""
    ordered_at: datetime | None = None  # of an order kept while the till was offline

    @property
    def source(self) -> str:
        return source_of(self.store)


def quote_order(*, now: datetime, sale: Sale) -> Basket:
    """What the basket would cost, earn and take. Writes nothing, and promises nothing until it is committed."""
    coupon = None
    if sale.coupon:
        held = check_coupon(
            now=now, code=sale.coupon, customer=sale.buyer.customer, zone=sale.store.time_zone, own=sale.reservation
        )
        coupon = coupon_terms(held.coupon, held.code)
    basket = _priced(sale, coupon)
    if sale.points and sale.buyer.member:
        _require_points(sale.buyer.member, sale.points, now=now)
    return basket


def commit_order(*, scope: Scope, now: datetime, sale: Sale) -> Order:
    """As `commit_sale`: the order alone."""
    return commit_sale(scope=scope, now=now, sale=sale).order


def commit_sale(*, scope: Scope, now: datetime, sale: Sale) -> Receipt:
    """Posts the order, spends and earns its points, uses its coupon. The same receipt again answers the first order.

    Raises ReceiptUsed, WrongBasket, NotEnoughPoints, CouponRefused, NotAllowed.
    """
    scope.require_store(sale.store.pk)
    digest = _digest(sale)
    try:
        return _commit(sale, digest, scope=scope, now=now)
    except (IntegrityError, WrongBasket):  # its twin may stand: the number of a receipt is once a store
        if known := order_of_receipt(sale.store, sale.receipt, digest=digest):
            return receipt_of(known)
        raise


@transaction.atomic
def _commit(sale: Sale, digest: str, *, scope: Scope, now: datetime) -> Receipt:
    # The account is locked before the receipt is looked up: the second of two equal commits sees the first one's order.
    purse = lock_purse(sale.buyer.member, tiers=sale.buyer.tiers) if sale.buyer.member else None
    # What was taken the first time may not be there again; where nothing is taken, the order's own number tells.
    if sale.points or sale.coupon:
        known = order_of_receipt(sale.store, sale.receipt, digest=digest)
        if known is not None:
            return receipt_of(known)
    if purse is not None:
        _at_home(purse.leader, sale.store)
        bring_up_to_date(purse, scope=scope, now=now)
    use = _reserved(sale, scope=scope, now=now)
    basket = _priced(sale, coupon_terms(use.coupon, use.code.code) if use else None)
    order, pairs = _post(sale, basket, digest, now=now)
    if purse is not None:
        _move_points(purse, sale, basket, order, scope=scope, now=now)
    if use is not None:
        redeem_coupon(scope=scope, now=now, use=use, order=order)
    if purse is None:
        return receipt_with(order, pairs, member=None)
    return receipt_with(order, pairs, member=purse.leader, balance=purse.balance(now))


def _at_home(member: Member, store: Store) -> None:
    """Most buy where they belong: the store is at hand."""
    if member.home_store_id == store.pk:
        member.home_store = store


def coupon_terms(coupon: Coupon, code: str) -> CouponTerms:
    product = coupon.product.code if coupon.product else ""
    return CouponTerms(
        code=code, name=coupon.name, kind=coupon.kind, value=coupon.value, min_spend=coupon.min_spend, product=product
    )


def _priced(sale: Sale, coupon: CouponTerms | None) -> Basket:
    currency = sale.store.currency
    terms = terms_of(sale.buyer, currency=currency)
    return price_basket(sale.lines, currency=currency, terms=terms, coupon=coupon, points=sale.points)


def _require_points(member: Member, points: int, *, now: datetime) -> None:
    available = balance_of(purse_ids(member), now=now).points
    if points > available:
        raise NotEnoughPoints(asked=points, available=available)


def _reserved(sale: Sale, *, scope: Scope, now: datetime) -> CouponUse | None:
    if not sale.coupon:
        return None
    if sale.reservation is not None:
        return reserved_use(code=sale.coupon, reservation=sale.reservation, now=now, store=sale.store)
    return reserve_coupon(
        scope=scope,
        now=now,
        code=sale.coupon,
        customer=sale.buyer.customer,
        zone=sale.store.time_zone,
        store=sale.store,
    )


def _move_points(purse: Purse, sale: Sale, basket: Basket, order: Order, *, scope: Scope, now: datetime) -> None:
    def cause(what: str) -> Cause:
        return Cause(source="order", key=f"{order.pk}:{what}", order=order, store=sale.store)

    if sale.points:
        spend(purse, sale.points, kind="redeem", cause=cause("pay"), scope=scope, now=now)
    if earned := basket.sum("earned"):
        gain(purse, earned, kind="earn", cause=cause("earn"), zone=sale.store.time_zone, scope=scope, now=now)
    add_growth(purse, basket.sum("growth"), on=order.ordered_on, cause=cause("earn"), scope=scope, now=now)


def _post(sale: Sale, basket: Basket, digest: str, *, now: datetime) -> tuple[Order, Pairs]:
    ordered_at = moment_of(sale.ordered_at, now=now)
    order = Order.objects.create(
        store=sale.store,
        customer=sale.buyer.customer,
        source=sale.source,
        source_key=sale.receipt,
        ordered_at=ordered_at,
        ordered_on=day_in(sale.store.time_zone, ordered_at),
        currency=basket.currency,
        channel=sale.channel,
        sold_by=sale.sold_by,
        payment=sale.payment,
        total=_kept(basket.sum("amount"), basket.currency),
        line_count=len(basket.lines),
        has_sale=True,
        content_hash=digest,
        origin=sale.source,
        created_at=now,
        updated_at=now,
    )
    products = _products(basket.lines, now=now)
    lines = OrderLine.objects.bulk_create(
        [_line(order, place, line, products[line.product]) for place, line in enumerate(basket.lines, 1)]
    )
    terms = LineTerms.objects.bulk_create(
        [_terms(line, priced, sale, basket.currency) for line, priced in zip(lines, basket.lines, strict=True)]
    )
    return order, tuple(zip(lines, terms, strict=True))


def _line(order: Order, place: int, line: PricedLine, product: Product) -> OrderLine:
    return OrderLine(
        order=order,
        line_key=f"{place}",
        position=place,
        product=product,
        quantity=line.quantity.quantize(_QUANTITY),
        amount=_kept(line.amount, order.currency),
        discount=_kept(line.discount, order.currency),
        cost=product.cost * line.quantity if product.cost is not None else None,
    )


def _terms(line: OrderLine, priced: PricedLine, sale: Sale, currency: str) -> LineTerms:
    return LineTerms(
        line=line,
        member=sale.buyer.member,
        earned=priced.earned,
        spent=priced.spent,
        growth=priced.growth,
        card_discount=_kept(priced.card_discount, currency),
        coupon_discount=_kept(priced.coupon_discount, currency),
        paid_by_points=_kept(priced.paid_by_points, currency),
    )


def _kept(amount_minor: int, currency: str) -> Decimal:
    """With the decimals that the column keeps: what is answered now is what will be read later."""
    return from_minor(amount_minor, currency).quantize(_MONEY)


def _products(lines: Sequence[PricedLine], *, now: datetime) -> dict[str, Product]:
    """A product nobody described yet is sold all the same, and counted on the data-quality page."""
    codes = {line.product for line in lines}
    known = {product.code: product for product in products_called(codes)}
    for code in codes - known.keys():
        values = {"name": code, "is_described": False, "origin": "till", "created_at": now, "updated_at": now}
        known[code] = Product.objects.get_or_create(code=code, defaults=values)[0]
    return known


def _digest(sale: Sale) -> str:
    """Of what was sold to whom: an equal one is the same order sent again."""
    lines = [(line.product, _plain(line.quantity), _plain(line.unit_price)) for line in sale.lines]
    buyer = sale.buyer.customer.pk if sale.buyer.customer else None
    said = repr((lines, buyer, sale.coupon, sale.points))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
