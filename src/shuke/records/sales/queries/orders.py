from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Max, Prefetch, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.customers.queries import PERSON, Found, own_and_merged
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.querysets import OrderQuerySet


def orders_of_customer(customer_id: int, *, scope: Scope) -> OrderQuerySet:
    """The customer's orders in the caller's stores, newest first."""
    orders = Order.objects.filter(customer__in=own_and_merged(customer_id)).visible_to(scope)
    return orders.select_related("store").order_by("-ordered_on", "-pk")


def orders_for_lists(scope: Scope) -> OrderQuerySet:
    """Orders within the caller's stores, with store, customer and lines: three queries."""
    orders = Order.objects.visible_to(scope).select_related("store", "customer")
    return orders.prefetch_related(Prefetch("lines", lines_in_order()))


def lines_of(order_id: int) -> QuerySet[OrderLine]:
    return lines_in_order().filter(order=order_id)


def lines_in_order() -> QuerySet[OrderLine]:
    return OrderLine.objects.select_related("product").order_by("position", "pk")


def latest_visits(customer_ids: Collection[int], *, scope: Scope) -> dict[int, date]:
    """{customer: day of the latest purchase in the caller's stores}; who never came here is left out."""
    orders = Order.objects.filter(customer__in=own_and_merged(*customer_ids)).visible_to(scope).purchases()
    return dict(orders.order_by().values_list(PERSON).annotate(latest_on=Max("ordered_on")))


def rank_by_latest_visit(found: Sequence[Found], *, scope: Scope) -> list[Found]:
    """Exact finds first, then who was here most recently: of two phones with one tail it is usually that one."""
    visits = latest_visits([one.customer.pk for one in found], scope=scope)
    return sorted(
        found,
        key=lambda one: (one.by == "word", -visits.get(one.customer.pk, date.min).toordinal()),
    )
