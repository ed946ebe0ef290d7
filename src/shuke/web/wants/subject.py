"""What a list is about: a product, or a kind of product; “p12” and “c3” in an address."""

from dataclasses import dataclass

from shuke.lib.ids import is_id
from shuke.records.catalog.models import Category, Product
from shuke.warehouse.wants import label_of

PRODUCT, KIND = "p", "c"


@dataclass(frozen=True)
class Subject:
    key: str  # in an address
    name: str
    label: str  # in the file of lists
    category: Category | None  # the kind itself, or the product's
    code: str = ""  # of a product

    @property
    def path(self) -> str:
        """Of a kind."""
        return "" if self.code else self.name


def subject_of(key: str) -> Subject | None:
    """None for what does not exist."""
    kind, number = key[:1], key[1:]
    if not is_id(number):
        return None
    if kind == PRODUCT:
        product = Product.objects.select_related("category").filter(pk=int(number)).first()
        return of_product(product) if product else None
    if kind == KIND:
        category = Category.objects.filter(pk=int(number)).first()
        return of_category(category) if category else None
    return None


def of_product(product: Product) -> Subject:
    return Subject(
        f"{PRODUCT}{product.pk}", product.name, label_of(product_key=product.pk), product.category, product.code
    )


def of_category(category: Category) -> Subject:
    return Subject(f"{KIND}{category.pk}", category.path, label_of(category=category.path), category)


def subjects_like(words: str, *, most: int) -> list[Subject]:
    """Kinds of product, then products, whose name or code holds the words."""
    kinds = Category.objects.filter(path__icontains=words).order_by("path")[:most]
    products = Product.objects.select_related("category").filter(name__icontains=words)
    found = [*map(of_category, kinds), *map(of_product, products.order_by("name", "pk")[:most])]
    exact = Product.objects.select_related("category").filter(code=words)
    return [*map(of_product, exact), *found][:most]
