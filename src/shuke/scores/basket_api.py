"""Baskets for other programs: which kinds go together, what a customer buys next, who would want a product."""

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from shuke.lib.errors import ShukeError
from shuke.lib.http import Limit, Number, Text
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import NotAllowed
from shuke.records.catalog.models import Category, Product
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.customers.api.people import visible_customer
from shuke.records.customers.models import Customer
from shuke.warehouse.category_pairs import CategoryPair, CategoryPairs, Level
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import SHARE_NEW, NextBaskets
from shuke.warehouse.wants import Wants, label_of

router = Router(tags=["baskets"])

Share = Annotated[float, Field(ge=0, le=1)]


class AskedForBoth(ShukeError):
    """A product and a kind of product, or neither."""


class NotInTheCatalogue(ShukeError):
    """A code or path that names nothing."""


class PairOut(Schema):
    category_a: str  # the whole path; empty between products
    category_b: str
    product_a: str  # code; empty between kinds of product
    product_b: str
    is_together: bool  # more often than by chance; otherwise less often
    orders_together: int
    expected_orders: float
    support: float
    confidence_ab: float
    confidence_ba: float
    lift: float
    phi: float
    q_value: float


class PairsOut(Schema):
    as_of: date | None  # None before the first refresh that counted them
    window_days: int
    orders: int
    pairs: list[PairOut]


class NextProductOut(Schema):
    product: str  # code
    is_new: bool  # to the customer
    score: float  # chance of being on the next basket; of a new product, likeness of taste
    why: dict[str, Any]  # a code with facts


class NextBasketOut(Schema):
    as_of: date | None
    products: list[NextProductOut]


class WantingOut(Schema):
    rank: int
    customer: str
    product: str  # code; of a kind, the likeliest
    is_new: bool
    score: float
    why: dict[str, Any]


class WantedByOut(Schema):
    as_of: date | None
    customers: list[WantingOut]


@router.get("/baskets/pairs", response=PairsOut, summary="What is bought together, or apart")
@api_operation("insight.view")
def list_pairs(request: ApiRequest, together: bool = True, level: Level = "category", limit: Limit = 50) -> PairsOut:
    """Closest (or furthest apart) first; `level` is `department` (the widest kinds of product), `category` (the finest)
    or `product`. Counted over all stores, so only for callers who work in all of them."""
    if request.scope.store_ids is not None:
        raise NotAllowed(_("Pairs are counted over all stores: ask with a key for all of them."))
    found = CategoryPairs(_folder(), level).found()
    if found is None:
        return PairsOut(as_of=None, window_days=0, orders=0, pairs=[])
    pairs = [pair for pair in found.pairs if pair.is_together == together]
    pairs.sort(key=lambda pair: -pair.phi if together else pair.phi)
    shown = [_pair_out(pair, level) for pair in pairs[:limit]]
    return PairsOut(as_of=found.as_of, window_days=found.window_days, orders=found.orders, pairs=shown)


@router.get("/customers/{number}/next-basket", response=NextBasketOut, summary="What a customer is likely to buy next")
@api_operation("customers.view")
def get_next_basket(request: ApiRequest, number: Number, share_new: Share = SHARE_NEW) -> NextBasketOut:
    """Ten products, of which a share is new to the customer. Empty for customers without a purchase in the year, and
    for who asked for no personalisation."""
    customer = visible_customer(request, number)
    found = None if customer.is_not_personalised else NextBaskets(_folder()).of(customer.number)
    if found is None:
        return NextBasketOut(as_of=None, products=[])
    keys = {line.product_key for line in found.products}
    codes, barred = _codes(keys), _barred(keys)
    lines = [
        NextProductOut(product=codes[line.product_key], is_new=line.is_new, score=line.score, why=line.why)
        for line in found.shown(share_new=share_new, barred=barred)
        if line.product_key in codes
    ]
    return NextBasketOut(as_of=found.as_of, products=lines)


@router.get("/wanted-by", response=WantedByOut, summary="Who would want a product, or a kind of product")
@api_operation("insight.view")
def list_wanted_by(request: ApiRequest, product: Text = "", category: Text = "") -> WantedByOut:
    """`product` is a code, `category` a whole path; one of them. Customers of the caller's stores, likeliest first."""
    found = Wants(_folder()).of(_label(product=product, category=category))
    if found is None:
        return WantedByOut(as_of=None, customers=[])
    numbers = [each.customer_id for each in found.customers]
    people = Customer.objects.current().visible_to(request.scope).filter(number__in=numbers, is_not_personalised=False)
    visible = set(people.values_list("number", flat=True))
    keys = {each.product_key for each in found.customers}
    codes, barred = _codes(keys), _barred(keys)
    listed = [
        WantingOut(
            rank=each.rank,
            customer=each.customer_id,
            product=codes.get(each.product_key, ""),
            is_new=each.is_new,
            score=each.score,
            why=each.why,
        )
        for each in found.customers
        if each.customer_id in visible and each.product_key not in barred
    ]
    return WantedByOut(as_of=found.as_of, customers=listed)


def _label(*, product: str, category: str) -> str:
    if bool(product) == bool(category):
        raise AskedForBoth(_("Name a product by its code, or a kind of product by its path: one of them."))
    known = Product.objects.filter(code=product).first() if product else None
    kind = Category.objects.filter(path=category).first() if category else None
    if known is None and kind is None:
        raise NotInTheCatalogue(_("The catalogue has no “%(name)s”.") % {"name": product or category})
    return label_of(product_key=known.pk) if known else label_of(category=category)


def _pair_out(pair: CategoryPair, level: Level) -> PairOut:
    is_of_products = level == "product"
    kinds = ("", "") if is_of_products else (pair.category_a, pair.category_b)
    products = (pair.category_a, pair.category_b) if is_of_products else ("", "")
    both: dict[str, Any] = {
        "category_a": kinds[0],
        "category_b": kinds[1],
        "product_a": products[0],
        "product_b": products[1],
    }
    return PairOut(**both, **{name: getattr(pair, name) for name in PairOut.model_fields if name not in both})


def _codes(keys: set[int]) -> dict[int, str]:
    return dict(Product.objects.filter(pk__in=keys).values_list("pk", "code"))


def _barred(keys: set[int]) -> set[int]:
    """Excluded since the lists were made."""
    return set(unrecommended_products().filter(pk__in=keys).values_list("pk", flat=True))


def _folder() -> Folder:
    return Folder(warehouse_folder())
