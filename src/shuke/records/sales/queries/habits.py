"""What a customer usually buys, and spends."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncMonth

from shuke.lib.dates import first_of_month, months_back
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import own_and_merged
from shuke.records.sales.models import Order, OrderLine

_USUAL_WINDOW_DAYS = 365


@dataclass(frozen=True)
class UsualItem:
    product_id: int
    code: str
    name: str
    orders: int  # orders of the window that hold it
    share: float  # of all the customer's orders in the window
    latest_on: date


@dataclass(frozen=True)
class MonthSpend:
    month: date  # its first day
    currency: str
    total: Decimal  # net of discounts and returns; a return counts in its own month
    orders: int


def usual_basket(customer_id: int, *, scope: Scope, as_of: date, limit: int = 8) -> list[UsualItem]:
    """What is in most of the customer's orders of the year up to `as_of`, at least twice bought; two queries."""
    since = as_of - timedelta(days=_USUAL_WINDOW_DAYS)
    orders = Order.objects.filter(
        customer__in=own_and_merged(customer_id), ordered_on__gt=since, ordered_on__lte=as_of, has_sale=True
    )
    orders = orders.visible_to(scope)
    all_orders = orders.count()
    rows = (
        OrderLine.objects.filter(order__in=orders.order_by().values("pk"), quantity__gt=0)
        .values("product_id", "product__code", "product__name")
        .annotate(orders=Count("order", distinct=True), latest_on=Max("order__ordered_on"))
        .filter(orders__gte=2)
        .order_by("-orders", "-latest_on", "product__code")[:limit]
    )
    return [
        UsualItem(
            product_id=row["product_id"],
            code=row["product__code"],
            name=row["product__name"],
            orders=row["orders"],
            share=row["orders"] / all_orders,
            latest_on=row["latest_on"],
        )
        for row in rows
    ]


def spend_by_month(customer_id: int, *, scope: Scope, as_of: date, months: int = 12) -> list[MonthSpend]:
    """The last `months` months with an order, oldest first, one row a currency."""
    orders = Order.objects.filter(customer__in=own_and_merged(customer_id), ordered_on__lte=as_of).visible_to(scope)
    rows = (
        orders.filter(ordered_on__gte=months_back(first_of_month(as_of), months - 1))
        .annotate(month=TruncMonth("ordered_on"))
        .order_by("month", "currency")
        .values("month", "currency")
        .annotate(spent=Sum("total"), orders=Count("pk"))
    )
    return [
        MonthSpend(month=row["month"], currency=row["currency"], total=row["spent"], orders=row["orders"])
        for row in rows
    ]
