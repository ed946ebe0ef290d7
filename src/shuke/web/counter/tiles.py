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
_ORDERS_LOOKED_AT = 60
_SOLD = ("product__code", "product__name", "product__price", "quantity", "amount", "discount")
FOUND_AT_MOST = 8


def tiles_of(store: Store) -> list[PricedItem]:
    """Of the store's latest orders what most of them held; in a store without any, the first of the catalogue."""
    latest = Order.objects.filter(store=store, has_sale=True, currency=store.currency).order_by("-ordered_on", "-pk")
    ids = list(latest.values_list("pk", flat=True)[:_ORDERS_LOOKED_AT])
    lines = OrderLine.objects.filter(order__in=ids, quantity__gt=0, product__is_sold=True)
    rows = list(lines.order_by("order", "-position").values_list(*_SOLD))  # of each product the latest line comes last
    counts = Counter(row[0] for row in rows)
    latest_rows = {row[0]: row for row in rows}
    items = [_item(latest_rows[code], store.currency) for code, _count in counts.most_common(TILES)]
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


def _item(row: tuple[str, str, Decimal | None, Decimal, Decimal, Decimal], currency: str) -> PricedItem:
    code, name, price, quantity, amount, discount = row
    return PricedItem(code, name, piece_price(quantity, amount + discount, currency) if price is None else price)


def _latest_prices(product_ids: Sequence[int], store: Store) -> dict[int, Decimal]:
    prices = {}
    for pk in product_ids:
        sold = OrderLine.objects.filter(product=pk, order__store=store, order__currency=store.currency, quantity__gt=0)
        line = sold.order_by("-order").first()
        price = piece_price(line.quantity, line.amount + line.discount, store.currency) if line else None
        if price is not None:
            prices[pk] = price
    return prices
