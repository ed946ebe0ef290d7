"""Who bought and when. A purchase counts for the person, whichever of their records it was made under."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON
from shuke.records.sales.models import Order
from shuke.records.sales.querysets import OrderQuerySet


def stayed_away(person: str, **when: Any) -> Q:
    """For rows whose column `person` names a customer: no purchase then, not by a record merged into them either.

    Two questions that must both be denied, each with an index of its own: an “or” of them, or within one over the join,
    would have PostgreSQL read every order of those days.
    """
    orders = Order.objects.purchases().filter(**when)
    own, merged = orders.filter(customer=OuterRef(person)), orders.filter(customer__merged_into=OuterRef(person))
    return Q(~Exists(own)) & Q(~Exists(merged))


def who_bought_after(day: date, customer_ids: Collection[int], *, until: date) -> set[int]:
    """Those of the customers who bought after `day`; what is dated after `until` is not looked at."""
    newer = _purchases_of(customer_ids, until=until).filter(ordered_on__gt=day)
    return set(newer.order_by().values_list(PERSON, flat=True).distinct())


def purchase_days_of(customer_ids: Collection[int], *, until: date) -> dict[int, list[date]]:
    """{customer: their distinct days with a purchase up to `until`, oldest first}; who never bought is left out."""
    rows = _purchases_of(customer_ids, until=until).order_by("ordered_on")
    days: dict[int, list[date]] = {}
    for person, day in rows.values_list(PERSON, "ordered_on").distinct():
        days.setdefault(person, []).append(day)
    return days


def _purchases_of(customer_ids: Collection[int], *, until: date) -> OrderQuerySet:
    # Not `own_and_merged`: for several hundred, PostgreSQL answers its “or” by reading every customer.
    own, merged = Customer.objects.filter(pk__in=customer_ids), Customer.objects.filter(merged_into__in=customer_ids)
    people = own.order_by().values("pk").union(merged.order_by().values("pk"), all=True)
    return Order.objects.purchases().filter(customer__in=people, ordered_on__lte=until)
