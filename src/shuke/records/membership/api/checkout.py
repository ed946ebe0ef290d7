"""`/checkout` and the orders of tills."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from shuke.lib.http import RowId
from shuke.lib.money import from_minor
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.catalog.models import Product
from shuke.records.membership.api.reading import buyer_in, standing_of, store_of
from shuke.records.membership.checkout import (
    Basket,
    BasketLine,
    Receipt,
    ReturnLine,
    WrongBasket,
    commit_sale,
    quote_order,
    receipt_of,
    return_order,
)
from shuke.records.membership.checkout.basket import PricedLine
from shuke.records.membership.checkout.commit import Sale
from shuke.records.membership.models import LineTerms, Member
from shuke.records.membership.schemas import (
    Amounts,
    BasketIn,
    CommitIn,
    KeptOrderIn,
    LineIn,
    OrderIn,
    QuotedOut,
    ReceiptLineOut,
    ReceiptOut,
    ReturnIn,
)
from shuke.records.sales.api import router as orders  # one address, one router: its GET stands there
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import orders_for_lists

_TAGS = ["checkout"]
router = Router(tags=_TAGS)

_RECORDED = ("receipt", "channel", "payment", "sold_by", "ordered_at")
_TAKEN = ("coupon", "reservation", "points")


@router.post("/checkout/quote", response=QuotedOut, summary="What a basket would cost, earn and take; writes nothing")
@idempotent
@api_operation("checkout.use")
def quote(request: ApiRequest, body: BasketIn) -> QuotedOut:
    sale, now = _sale(request, body, taken=_TAKEN), timezone.now()
    return _quoted(quote_order(now=now, sale=sale), sale.buyer.member, now=now)


@router.post("/checkout/commit", response={201: ReceiptOut}, summary="Post order, points and coupon at once")
@idempotent
@api_operation("checkout.use")
def commit(request: ApiRequest, body: CommitIn) -> Status[ReceiptOut]:
    """The same receipt of the same store again answers the first order; 409 when it says something else."""
    now = timezone.now()
    told = commit_sale(scope=request.scope, now=now, sale=_sale(request, body, taken=(*_TAKEN, *_RECORDED)))
    return Status(201, _receipt(told, now=now))


@orders.post("/orders", response={201: ReceiptOut}, summary="Post an order a till kept while offline", tags=_TAGS)
@idempotent
@api_operation("checkout.use")
def create_order(request: ApiRequest, body: KeptOrderIn) -> Status[ReceiptOut]:
    """It earns points; it takes neither points nor coupons, which need the server's word first."""
    now = timezone.now()
    told = commit_sale(scope=request.scope, now=now, sale=_sale(request, body, taken=_RECORDED))
    return Status(201, _receipt(told, now=now))


@orders.post("/orders/{order_id}/returns", response={201: ReceiptOut}, summary="Take goods back", tags=_TAGS)
@idempotent
@api_operation("checkout.use")
def create_return(request: ApiRequest, order_id: RowId, body: ReturnIn) -> Status[ReceiptOut]:
    """Money and points by the share that comes back: points paid are given back, points earned taken back."""
    now = timezone.now()
    order: Order = get_object_or_404(orders_for_lists(request.scope), pk=order_id)
    made = return_order(
        scope=request.scope,
        now=now,
        order=order,
        store=store_of(request, body.store or order.store.code),
        receipt=body.receipt,
        lines=[ReturnLine(line_id=one.line, quantity=one.quantity) for one in body.lines],
    )
    return Status(201, _receipt(receipt_of(made), now=now))


def _sale(request: ApiRequest, body: OrderIn, *, taken: Sequence[str]) -> Sale:
    store = store_of(request, body.store)
    buyer = buyer_in(
        request,
        card=body.card,
        phone=body.phone,
        number=body.customer,
        by_friend=body.presented_by == "friend",
        plan=body.plan,
    )
    return Sale(store=store, lines=_lines(body.lines), buyer=buyer, **{name: getattr(body, name) for name in taken})


def _lines(sent: Sequence[LineIn]) -> list[BasketLine]:
    unpriced = {one.product for one in sent if one.unit_price is None}
    listed = Product.objects.filter(code__in=unpriced) if unpriced else Product.objects.none()
    prices = dict(listed.values_list("code", "price"))
    return [
        BasketLine(product=one.product, quantity=one.quantity, unit_price=_price(one, prices.get(one.product)))
        for one in sent
    ]


def _price(line: LineIn, listed: Decimal | None) -> Decimal:
    price = listed if line.unit_price is None else line.unit_price
    if price is None:
        raise WrongBasket(
            _("%(product)s has no price in the catalogue; send its unit_price.") % {"product": line.product}
        )
    return price


def _quoted(basket: Basket, member: Member | None, *, now: datetime) -> QuotedOut:
    standing = standing_of(member, now=now) if member else None
    return QuotedOut(
        currency=basket.currency,
        total=from_minor(basket.sum("amount"), basket.currency),
        earned=basket.sum("earned"),
        spent=basket.sum("spent"),
        growth=basket.sum("growth"),
        most_points=min(basket.most_points, standing.points if standing else 0),
        lines=[_quoted_line(line, basket.currency) for line in basket.lines],
        member=standing,
    )


def _quoted_line(line: PricedLine, currency: str) -> Amounts:
    return Amounts(
        product=line.product,
        quantity=line.quantity,
        amount=from_minor(line.amount, currency),
        card_discount=from_minor(line.card_discount, currency),
        coupon_discount=from_minor(line.coupon_discount, currency),
        paid_by_points=from_minor(line.paid_by_points, currency),
        earned=line.earned,
        spent=line.spent,
        growth=line.growth,
    )


def _receipt(told: Receipt, *, now: datetime) -> ReceiptOut:
    order, member = told.order, told.member
    return ReceiptOut(
        id=order.pk,
        store=order.store.code,
        receipt=order.source_key,
        customer=order.customer.number if order.customer else None,
        ordered_at=order.ordered_at,
        ordered_on=order.ordered_on,
        currency=order.currency,
        total=order.total,
        earned=told.earned,
        spent=told.spent,
        growth=told.growth,
        owed=told.owed,
        lines=[_receipt_line(line, terms) for line, terms in told.lines],
        member=standing_of(member, now=now, balance=told.balance) if member else None,
    )


def _receipt_line(line: OrderLine, terms: LineTerms) -> ReceiptLineOut:
    shares = {name: getattr(terms, name) for name in Amounts.model_fields if hasattr(terms, name)}
    return ReceiptLineOut(id=line.pk, product=line.product.code, quantity=line.quantity, amount=line.amount, **shares)
