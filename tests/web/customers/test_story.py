"""The timeline of a customer, fetched part by part: who sees it, and what of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.conftest import SignedIn, page

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Store:
    return make.store(name="Riverside")


@pytest.fixture
def pan(home: Store) -> Customer:
    person = make.customer("Pan Tianwei", home=home)
    make.order(person, home, make.NOW.date(), (make.product(), 1, "27.40"))
    make.order(person, make.store(), make.NOW.date() - timedelta(days=9), (make.product(), 1, "31.50"))
    return person


def test_the_owner_reads_all_of_it_and_each_part(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in()

    purchases, records = (page(client, "customer_story", pan.pk, kind=kind) for kind in ("purchases", "records"))

    assert [amount in purchases for amount in ("27.40", "31.50")] == [True, True]
    assert "27.40" not in records
    assert "27.40" in page(client, "customer_story", pan.pk, kind="nothing of the kind")


def test_who_works_in_one_store_reads_the_purchases_of_that_store(
    signed_in: SignedIn, pan: Customer, home: Store
) -> None:
    told = page(signed_in(Role.MANAGER, home), "customer_story", pan.pk)

    assert [amount in told for amount in ("27.40", "31.50")] == [True, False]


def test_who_may_not_see_money_reads_no_amount(signed_in: SignedIn, pan: Customer, home: Store) -> None:
    told = page(signed_in(Role.FRONT_LINE, home), "customer_story", pan.pk)

    assert "Timeline" in told
    assert "27.40" not in told
    assert "¥" not in told


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.FRONT_LINE])
def test_of_a_customer_of_another_store_there_is_none(signed_in: SignedIn, pan: Customer, role: str) -> None:
    assert signed_in(role, make.store()).get(reverse("customer_story", args=[pan.pk])).status_code == 404


def test_a_stranger_is_asked_to_sign_in(pan: Customer) -> None:
    assert "/sign-in/" in Client().get(reverse("customer_story", args=[pan.pk]))["Location"]
