"""Who bought and when. A purchase counts for the person, whichever of their records it was made under."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from shuke.records.customers.queries import PERSON, own_and_merged
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


def purchases_of(*customer_ids: int, until: date) -> OrderQuerySet:
    """Purchases up to a day, each with the `person` it counts for; what is dated later is a slip."""
    orders = Order.objects.purchases().filter(customer__in=own_and_merged(*customer_ids), ordered_on__lte=until)
    return orders.annotate(person=PERSON)


def who_bought_after(day: date, customer_ids: Collection[int], *, until: date) -> set[int]:
    """Those of the customers who bought after `day`."""
    newer = purchases_of(*customer_ids, until=until).filter(ordered_on__gt=day)
    return set(newer.order_by().values_list("person", flat=True).distinct())


def purchase_days_of(customer_ids: Collection[int], *, until: date) -> dict[int, list[date]]:
    """{customer: their distinct days with a purchase, oldest first}; who never bought is left out."""
    rows = purchases_of(*customer_ids, until=until).order_by("person", "ordered_on")
    days: dict[int, list[date]] = {}
    for person, day in rows.values_list("person", "ordered_on").distinct():
        days.setdefault(person, []).append(day)
    return days
