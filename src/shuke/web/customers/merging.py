"""What each of two records holds, to be looked at side by side before they become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from shuke.records.access.scope import Scope
from shuke.records.cases.queries import cases_of_people
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.queries import Contact, active_preferences, contact_of, own_and_merged, search_customers
from shuke.records.membership.models import Member
from shuke.records.membership.queries import balance_of
from shuke.records.sales.queries import orders_of_customer

FOUND_AT_MOST = 12


@dataclass(frozen=True)
class Side:
    customer: Customer
    other: Customer
    contact: Sequence[Contact]
    orders: int  # in the reader's stores, like the day
    latest_on: date | None
    points: int | None  # None: no member
    cases: int | None  # None: the reader may not see cases
    preferences: Sequence[Preference]


def sides_of(first: Customer, second: Customer, *, scope: Scope, now: datetime) -> list[Side]:
    return [_side(first, second, scope=scope, now=now), _side(second, first, scope=scope, now=now)]


def candidates_for(customer: Customer | None, text: str, *, scope: Scope) -> list[Customer]:
    """Whom of the reader's stores the words find, without the customer; nobody for no words."""
    found = search_customers(text, scope=scope, limit=FOUND_AT_MOST + 1)
    people = [one.customer for one in found if one.is_inside and one.customer != customer]
    return people[:FOUND_AT_MOST]


def _side(customer: Customer, other: Customer, *, scope: Scope, now: datetime) -> Side:
    orders = orders_of_customer(customer.pk, scope=scope)
    people = own_and_merged(customer.pk)
    members = list(Member.objects.filter(customer__in=people).values_list("pk", flat=True))
    return Side(
        customer=customer,
        other=other,
        contact=contact_of(customer, scope=scope),
        orders=orders.count(),
        latest_on=orders.order_by().aggregate(latest=Max("ordered_on"))["latest"],
        points=balance_of(members, now=now).points if members else None,
        cases=cases_of_people(list(people)).count() if scope.may("cases.view") else None,
        preferences=list(active_preferences(customer.pk)),
    )
