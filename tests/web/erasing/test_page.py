"""Erasing somebody by the page, by the API, and on their own wish."""

import pytest
from django.test import Client
from tests.records import make
from tests.records.api_client import Api
from tests.web.conftest import SignedIn
from tests.web.own.conftest import now_stands
from tests.web.own.knocking import is_shut, link_for, opened

from shuke.records.access.models import Role
from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.web.own.models import OwnKey

__all__ = ["now_stands"]  # a fixture is known by standing here

pytestmark = pytest.mark.django_db


def address_of(customer: Customer) -> str:
    return f"/customers/{customer.pk}/erase/"


def test_the_number_is_written_before_anybody_is_erased(signed_in: SignedIn) -> None:
    mei, client = make.customer("Mei", number="M-7"), signed_in("manager")

    asked = client.get(address_of(mei)).content.decode()
    wrong = client.post(address_of(mei), {"number": "M-8"})
    right = client.post(address_of(mei), {"number": "M-7"})

    assert "M-7" in asked
    assert wrong.status_code == 422
    assert right["Location"] == "/customers/"
    assert Customer.objects.get(pk=mei.pk).name == ""
    assert client.get(f"/customers/{mei.pk}/").status_code == 404


@pytest.mark.parametrize("role", ["marketer", "analyst", "agent", "front_line"])
def test_others_see_no_way_to_it_and_are_refused(signed_in: SignedIn, role: str) -> None:
    mei, client = make.customer("Mei", number="M-7"), signed_in(role)

    assert address_of(mei) not in client.get(f"/customers/{mei.pk}/own/").content.decode()
    assert client.post(address_of(mei), {"number": "M-7"}).status_code == 403
    assert Customer.objects.get(pk=mei.pk).name == "Mei"


def test_a_customer_of_another_store_is_not_found(signed_in: SignedIn) -> None:
    here, there = make.store(), make.store()
    mei = make.customer("Mei", home=there)

    assert signed_in("manager", here).get(address_of(mei)).status_code == 404


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert "/sign-in/" in Client().get(address_of(make.customer("Mei")))["Location"]


def test_the_api_erases_and_then_knows_nobody_of_that_number() -> None:
    make.customer("Mei", number="M-7")
    api = Api(Role.MANAGER)

    assert api.client.post("/api/v1/customers/M-7/erase").status_code == 204
    assert api.client.post("/api/v1/customers/M-7/erase").status_code == 404
    assert api.get("/customers/M-7").status_code == 404


def test_a_systems_key_may_not_erase() -> None:
    make.customer("Mei", number="M-7")

    assert Api(Role.INTEGRATOR).client.post("/api/v1/customers/M-7/erase").status_code == 403


@pytest.mark.usefixtures("now_stands")
def test_a_customer_asks_once_and_the_service_has_a_case() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei, kind="code"))

    for _ in range(2):
        assert client.post("/own/data/erase/")["Location"] == "/own/data/"

    held = Case.objects.get()
    assert (held.customer, held.priority, held.kind) == (mei, "high", "service")
    assert "You asked for it" in client.get("/own/data/").content.decode()


@pytest.mark.usefixtures("now_stands")
def test_a_link_that_is_soon_shown_round_does_not_ask_for_it() -> None:
    client = opened(link_for(make.customer("Mei"), kind="link"))

    assert client.post("/own/data/erase/").status_code == 403
    assert not Case.objects.exists()


@pytest.mark.usefixtures("now_stands")
def test_their_own_page_is_shut_once_they_are_erased(signed_in: SignedIn) -> None:
    mei = make.customer("Mei", number="M-7")
    own = opened(link_for(mei, kind="code"))

    signed_in("owner").post(address_of(mei), {"number": "M-7"})

    assert is_shut(own.get("/own/"))
    assert not OwnKey.objects.exists()
