"""What is sold here most, to be rung up with a tap; and any product by what is typed or scanned."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet

from shuke.records.catalog.models import Product
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store
from shuke.web.counter.usual import PricedItem, piece_price

TILES = 8
_ORDERS_LOOKED_AT = 120
FOUND_AT_MOST = 8


def tiles_of(store: Store) -> list[PricedItem]:
    """Of the store's latest orders what most of them held; in a store without any, the first of the catalogue."""
    latest = Order.objects.filter(store=store, has_sale=True, currency=store.currency).order_by("-ordered_on", "-pk")
    ids = list(latest.values_list("pk", flat=True)[:_ORDERS_LOOKED_AT])
    lines = list(
        OrderLine.objects.filter(order__in=ids, quantity__gt=0, product__is_sold=True)
        .select_related("product")
        .order_by("-order", "position")
    )
    counts = Counter(line.product_id for line in lines)
    firsts = {line.product_id: line for line in reversed(lines)}  # of each product its latest line
    items = [_item(firsts[pk], store.currency) for pk, _count in counts.most_common(TILES)]
    return items or [PricedItem(one.code, one.name, one.price) for one in _sold()[:TILES]]


def products_found(text: str, *, store: Store) -> Sequence[PricedItem]:
    """By code first, then by name; each with its price, or what it was sold for here latest."""
    text = text.strip()
    if not text:
        return []
    found = list(_sold().filter(Q(code=text) | Q(code__istartswith=text) | Q(name__icontains=text))[:FOUND_AT_MOST])
    found.sort(key=lambda one: (one.code != text, one.name))
    prices = _latest_prices([one.pk for one in found if one.price is None], store)
    return [PricedItem(one.code, one.name, prices.get(one.pk) if one.price is None else one.price) for one in found]


def product_scanned(text: str, *, store: Store) -> PricedItem | None:
    """The product whose code was read, whole."""
    product = _sold().filter(code=text.strip()).first() if text.strip() else None
    if product is None:
        return None
    price = product.price if product.price is not None else _latest_prices([product.pk], store).get(product.pk)
    return PricedItem(product.code, product.name, price)


def _sold() -> QuerySet[Product]:
    return Product.objects.filter(is_sold=True).order_by("code")


def _item(line: OrderLine, currency: str) -> PricedItem:
    price = line.product.price
    if price is None:
        price = piece_price(line.quantity, line.amount + line.discount, currency)
    return PricedItem(line.product.code, line.product.name, price)


def _latest_prices(product_ids: Sequence[int], store: Store) -> dict[int, Decimal]:
    prices = {}
    for pk in product_ids:
        sold = OrderLine.objects.filter(product=pk, order__store=store, order__currency=store.currency, quantity__gt=0)
        line = sold.order_by("-order").first()
        if line is not None:
            prices[pk] = piece_price(line.quantity, line.amount + line.discount, store.currency)
    return prices
