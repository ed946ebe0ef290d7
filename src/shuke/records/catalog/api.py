from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from shuke.lib.errors import ShukeError
from shuke.lib.http import Cursor, Limit, PageOf, RowId, Text
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.catalog.models import Category, NotRecommended, Product
from shuke.records.catalog.queries import exclusions, products_for_lists
from shuke.records.catalog.services import exclude_from_recommendations, recommend_again

router = Router(tags=["catalog"])


class UnknownInCatalogue(ShukeError):
    """A code or path that names nothing, or both were given."""


class ExclusionIn(Schema):
    product: str = ""  # code
    category: str = ""  # whole path; one of the two
    reason: Annotated[str, Field(max_length=200)] = ""


class ExclusionOut(Schema):
    id: int
    product: str | None
    category: str | None
    reason: str
    added_at: datetime

    @staticmethod
    def resolve_product(exclusion: NotRecommended) -> str | None:
        return exclusion.product.code if exclusion.product else None

    @staticmethod
    def resolve_category(exclusion: NotRecommended) -> str | None:
        return exclusion.category.path if exclusion.category else None


class ProductOut(Schema):
    code: str
    name: str
    category: str | None  # its path: "Grocery › Dairy › Milk"
    brand: str
    package: str
    price: Decimal | None
    is_sold: bool
    is_described: bool

    @staticmethod
    def resolve_category(product: Product) -> str | None:
        return product.category.path if product.category else None


@router.get("/products", response=PageOf[ProductOut], summary="The catalogue")
@api_operation("catalog.view")
def list_products(
    request: ApiRequest,
    category: Text = "",
    sort: Literal["id", "code", "name"] = "code",
    limit: Limit = 50,
    starting_after: Cursor = "",
) -> Page[Product]:
    """`category` is the beginning of a category's path."""
    products = products_for_lists()
    if category:
        products = products.filter(category__path__startswith=category)
    return keyset_page(products, sort=sort, limit=limit, starting_after=starting_after)


@router.get("/not-recommended", response=PageOf[ExclusionOut], summary="What is never recommended")
@api_operation("catalog.view")
def list_exclusions(request: ApiRequest, limit: Limit = 50, starting_after: Cursor = "") -> Page[NotRecommended]:
    """Products, and categories with everything under them."""
    return keyset_page(exclusions(), limit=limit, starting_after=starting_after)


@router.post("/not-recommended", response={201: ExclusionOut}, summary="Never recommend a product or a category")
@idempotent
@api_operation("marketing.manage")
def add_exclusion(request: ApiRequest, body: ExclusionIn) -> Status[NotRecommended]:
    """It is on no list from now on, the next refresh fills the places."""
    named = _named(body)
    return Status(
        201,
        exclude_from_recommendations(scope=request.scope, now=timezone.now(), of=named, reason=body.reason),
    )


@router.delete("/not-recommended/{exclusion_id}", response={204: None}, summary="Recommend it again")
@api_operation("marketing.manage")
def drop_exclusion(request: ApiRequest, exclusion_id: RowId) -> Status[None]:
    """From the next refresh."""
    exclusion = get_object_or_404(exclusions(), pk=exclusion_id)
    recommend_again(scope=request.scope, now=timezone.now(), exclusion=exclusion)
    return Status(204, None)


def _named(body: ExclusionIn) -> Product | Category:
    found: Product | Category | None = None
    if body.product and not body.category:
        found = Product.objects.filter(code=body.product).first()
    elif body.category and not body.product:
        found = Category.objects.filter(path=body.category).first()
    if found is None:
        raise UnknownInCatalogue(_("Name one product by its code, or one category by its whole path."))
    return found
