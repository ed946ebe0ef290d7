from django.db.models import QuerySet

from shuke.records.catalog.models import Product


def products_for_lists() -> QuerySet[Product]:
    return Product.objects.select_related("category")
