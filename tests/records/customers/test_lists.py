from typing import Any

import pytest
from django.db.models import Case, CharField, F, QuerySet, Value, When
from pytest_django import DjangoAssertNumQueries
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.queries import customers_for_lists
from shuke.records.customers.services import assign_customers, publish_service_class, tag_customers

pytestmark = pytest.mark.django_db


def tags_of(customer: Customer) -> list[str]:
    return sorted(customer.tags.values_list("name", flat=True))


def test_tagging_touches_the_callers_customers_only_and_is_audited_once() -> None:
    here, elsewhere = make.store(), make.store()
    near, far = make.customer("Near", home=here), make.customer("Far", home=elsewhere)
    agent = make.scope(Role.AGENT, here)

    count = tag_customers(
        scope=agent, now=make.NOW, origin="page", customers=Customer.objects.all(), add=["VIP"], remove=["old"]
    )

    assert (count, tags_of(near), tags_of(far)) == (1, ["VIP"], [])
    assert AuditEntry.objects.get(action="customers.tag").facts["customers"] == 1
    assert Event.objects.get(kind="customer.tagged").customer == near


def test_tagging_twice_changes_nothing_and_removing_removes() -> None:
    mei = make.customer("Mei")
    everybody = Customer.objects.all()
    for _ in range(2):
        tag_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customers=everybody, add=["VIP", "tea"])
    assert tags_of(mei) == ["VIP", "tea"]

    tag_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customers=everybody, remove=["VIP"])

    assert tags_of(mei) == ["tea"]


def test_assigning_counts_those_who_change_hands() -> None:
    keeper = make.staff(Role.AGENT)
    make.customer("Already hers", owner=keeper)
    new = make.customer("New")

    count = assign_customers(
        scope=make.SYSTEM, now=make.NOW, origin="page", customers=Customer.objects.all(), owner=keeper
    )

    new.refresh_from_db()
    assert (count, new.owner) == (1, keeper)
    assert assign_customers(
        scope=make.SYSTEM, now=make.NOW, origin="page", customers=Customer.objects.all(), owner=None
    ) == 2  # fmt: skip


def test_a_published_class_replaces_the_earlier_one_of_those_named() -> None:
    rises, falls, stays = (make.customer(name) for name in ("rises", "falls", "stays"))
    publish_service_class(classes=classed(falls="gold", stays="gold"))

    changed = publish_service_class(classes=classed(rises="gold", falls="", unknown="gold"))

    for customer in (rises, falls, stays):
        customer.refresh_from_db()
    assert changed == 2
    assert (rises.service_class, falls.service_class, stays.service_class) == ("gold", "", "gold")


def classed(**classes: str) -> "QuerySet[Any, Any]":
    """The customers of these names and the class of each, as a query."""
    of_name = Case(*(When(name=name, then=Value(key)) for name, key in classes.items()), output_field=CharField())
    named = Customer.objects.filter(name__in=classes)
    return named.annotate(customer_id=F("pk"), value_class=of_name).values("customer_id", "value_class")


def test_a_list_costs_four_queries_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        make.customer("Pan", phone=f"138 1234 567{number}", home=make.store())

    with django_assert_num_queries(4):
        rows = list(customers_for_lists(make.SYSTEM)[:5])
        assert all(row.home_store and list(row.identities.all()) is not None for row in rows)
