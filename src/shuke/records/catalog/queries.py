from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from shuke.records.catalog.models import PATH_MARK, NotRecommended, Product


def products_for_lists() -> QuerySet[Product]:
    return Product.objects.select_related("category")


def unrecommended_products() -> QuerySet[Product]:
    """What is offered to nobody: off sale, or excluded by itself or by a category above it."""
    path = ExpressionWrapper(OuterRef("category__path"), output_field=CharField())
    under = Q(path=F("category__path")) | Q(path__startswith=Concat("category__path", Value(PATH_MARK)))
    excluded = NotRecommended.objects.annotate(path=path).filter(Q(product=OuterRef("pk")) | under)
    return Product.objects.filter(Q(is_sold=False) | Exists(excluded))


def exclusions() -> QuerySet[NotRecommended]:
    """The latest first."""
    return NotRecommended.objects.select_related("product__category", "category")
