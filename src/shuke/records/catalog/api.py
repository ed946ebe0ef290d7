from decimal import Decimal
from typing import Literal

from ninja import Router, Schema

from shuke.lib.http import Cursor, Limit, PageOf, Text
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.catalog.models import Product
from shuke.records.catalog.queries import products_for_lists

router = Router(tags=["catalog"])


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
