from django.db import models
from django.utils.translation import gettext_lazy as _

PATH_MARK = " › "  # between the levels of a category's path


class Category(models.Model):
    """A node of the category tree; `path` spells the way down, so that a subtree is a prefix."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=160)
    path = models.CharField(max_length=640, unique=True)  # "Grocery › Dairy › Milk"

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.path


class Product(models.Model):
    code = models.CharField(_("code"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=240)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="products")
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    package = models.CharField(_("package"), max_length=80, blank=True)  # "250 g"
    price = models.DecimalField(_("price"), max_digits=16, decimal_places=4, null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=4, null=True, blank=True)
    # Named by an order line only, never described: counted on the data-quality page.
    is_described = models.BooleanField(default=True)
    is_sold = models.BooleanField(_("on sale"), default=True)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0),
                name="product_price_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0),
                name="product_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NotRecommended(models.Model):
    """A product, or everything under a category, that no recommendation offers."""

    product = models.OneToOneField(Product, models.CASCADE, null=True, blank=True, related_name="+")
    category = models.OneToOneField(Category, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name_plural = "not recommended"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(product__isnull=True) ^ models.Q(category__isnull=True),
                name="not_recommended_names_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product or self.category)
