from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.sales.querysets import OrderQuerySet
from shuke.records.stores.models import Store


class Order(models.Model):
    """One visit's purchase or return. `customer` is empty for a sale nobody was recognised at."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="orders", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="orders", db_index=False)
    # Who says so, in the source's own words. Text, so that sales know nothing of imports or tills.
    source = models.CharField(max_length=80)
    source_key = models.CharField(max_length=160)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_on = models.DateField(_("day in the store"))
    currency = models.CharField(max_length=3)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    sold_by = models.CharField(_("sold by"), max_length=80, blank=True)
    payment = models.CharField(_("payment"), max_length=40, blank=True)
    total = models.DecimalField(max_digits=16, decimal_places=4)  # sum of the lines' amounts, kept by the services
    line_count = models.PositiveIntegerField()
    has_sale = models.BooleanField()  # a line of positive quantity: it counts as a purchase until wholly returned
    content_hash = models.CharField(max_length=32)  # of what the source said: an unchanged order is skipped by it
    origin = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="order_known_once")]
        indexes = [
            models.Index(fields=["customer", "-ordered_on", "-id"], name="order_of_customer"),
            models.Index(fields=["store", "-ordered_on"], name="order_of_store"),
            models.Index(fields=["ordered_on"], name="order_by_day"),
            models.Index(fields=["origin"], name="order_by_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.source_key} · {self.ordered_on}"


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    # Product code and its how-manieth line in the order: the same file read again finds the same lines.
    line_key = models.CharField(max_length=130)
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="lines")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    amount = models.DecimalField(max_digits=16, decimal_places=4)  # net of our discounts, negative on a return
    discount = models.DecimalField(max_digits=16, decimal_places=4, default=0)  # ours, ≥ 0 on a sale
    cost = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)  # of the line, when known
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["undoes"], condition=Q(undoes__isnull=False), name="line_undone_by")]
        constraints = [
            models.UniqueConstraint(fields=["order", "line_key"], name="line_known_once"),
            models.CheckConstraint(condition=Q(undoes__isnull=True) | Q(quantity__lt=0), name="only_a_return_undoes"),
            models.CheckConstraint(condition=Q(undoes__isnull=True) | ~Q(undoes=F("id")), name="no_line_undoes_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
