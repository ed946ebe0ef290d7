"""Whose birthday, or other day, it is."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from shuke.actions.journeys.graph.nodes import CUSTOM_DAY, Entry
from shuke.lib.dates import lunar_days_of, solar_days_of
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order


def whose_day_is(entry: Entry, day: date) -> list[int]:
    """Current customers who come in on `day`: it is as many days after their own as the entry says."""
    own = day - timedelta(days=entry.offset_days)
    if entry.day == "first_purchase":
        return _first_bought_on(own)
    people = Customer.objects.current()
    match entry.day:
        case "birthday":
            people = people.filter(_birthday(own))
        case "joined_on":
            people = people.filter(joined_on=own)
        case _:
            people = people.filter(**{f"custom__{entry.day.removeprefix(CUSTOM_DAY)}": own.isoformat()})
    return list(people.order_by("pk").values_list("pk", flat=True))


def _birthday(day: date) -> Q:
    """A birthday kept by the moon is not kept by the sun as well."""
    solar = Q()
    for month, number in solar_days_of(day):
        solar |= Q(birthday__month=month, birthday__day=number)
    return (solar & Q(lunar_birthday="")) | Q(lunar_birthday__in=lunar_days_of(day))


def _first_bought_on(day: date) -> list[int]:
    """Of those who are one person by now the first purchase counts, whichever record it stands on."""
    earlier = Order.objects.filter(customer=OuterRef("customer"), has_sale=True, ordered_on__lt=day)
    orders = Order.objects.filter(ordered_on=day, has_sale=True, customer__isnull=False).exclude(Exists(earlier))
    return _unique(orders.values_list("customer_id", flat=True))


def _unique(ids: Iterable[int | None]) -> list[int]:
    return sorted({pk for pk in ids if pk is not None})
