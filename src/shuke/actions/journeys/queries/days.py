"""Whose birthday, or other day, it is."""

from datetime import date, timedelta

from django.db.models import Q

from shuke.actions.journeys.graph.nodes import CUSTOM_DAY, Entry
from shuke.lib.dates import lunar_days_of, solar_days_of
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON
from shuke.records.sales.models import Order
from shuke.records.sales.queries import stayed_away


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
    orders = Order.objects.purchases().filter(ordered_on=day, customer__isnull=False).annotate(person=PERSON)
    first = orders.filter(stayed_away("person", ordered_on__lt=day))
    return sorted(set(first.values_list("person", flat=True)))
