"""Two records of one person, from the customer's page."""

from datetime import date

import pytest
from django.test import Client
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.customers.models import Customer, Event, Preference
from shuke.records.customers.services import merge_customers, record_preference
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Store:
    return make.store(name="Riverside")


@pytest.fixture
def kept(shop: Store) -> Customer:
    return make.customer("Pan Wei", home=shop, number="K1", card="690-1")


@pytest.fixture
def twin(shop: Store) -> Customer:
    person = make.customer("Pan Wei", home=shop, number="T1", phone="138 1234 5678")
    make.order(person, shop, date(2026, 2, 1), (make.product(), 1, "5"))
    record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=person, topic="seat", value="corner", how="ask"
    )
    return person


def merged(customer: Customer, into: Customer) -> None:
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=customer, into=into)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_namesakes_are_offered_and_both_sides_shown(signed_in: SignedIn, kept: Customer, twin: Customer) -> None:
    client = signed_in("manager", kept.home_store)

    assert f"/customers/{kept.pk}/merge/" in read(client, f"/customers/{kept.pk}/")
    assert f"/customers/{kept.pk}/merge/{twin.pk}/" in read(client, f"/customers/{kept.pk}/merge/")
    shown = read(client, f"/customers/{kept.pk}/merge/{twin.pk}/")
    for said in ("690-1", "138 1234 5678", "corner", "2026", "Keep K1", "Keep T1"):
        assert said in shown


def test_the_one_whose_button_was_pressed_stays_also_when_pressed_twice(
    signed_in: SignedIn, kept: Customer, twin: Customer
) -> None:
    client = signed_in()

    for _ in range(2):
        answer = client.post(f"/customers/{twin.pk}/merge/{kept.pk}/", {"keep": kept.pk})
        assert answer["Location"] == f"/customers/{kept.pk}/"

    twin.refresh_from_db()
    assert twin.merged_into == kept
    assert Event.objects.filter(kind="customer.merged").count() == 1


def test_the_survivors_page_tells_and_undoes_it(signed_in: SignedIn, kept: Customer, twin: Customer) -> None:
    client = signed_in()
    merged(twin, kept)

    shown = read(client, f"/customers/{kept.pk}/")
    for said in ("Merged records", "T1) was merged into this on", "corner", "138 1234 5678", "Another record merged"):
        assert said in shown
    assert "Take Pan Wei apart again?" in read(client, f"/customers/{twin.pk}/unmerge/")

    for _ in range(2):
        assert client.post(f"/customers/{twin.pk}/unmerge/")["Location"] == f"/customers/{twin.pk}/"
    assert "was merged into this on" not in read(client, f"/customers/{kept.pk}/")
    assert "corner" in read(client, f"/customers/{twin.pk}/")


def test_a_phone_and_a_preference_of_the_other_record_are_changed_from_the_survivors_page(
    signed_in: SignedIn, kept: Customer, twin: Customer
) -> None:
    merged(twin, kept)
    phone, corner = twin.identities.get(), Preference.objects.get()
    client = signed_in()

    assert client.post(f"/customers/{kept.pk}/preferences/{corner.pk}/withdraw/").status_code == 302
    assert client.post(f"/customers/{kept.pk}/contact/{phone.pk}/remove/").status_code == 302
    corner.refresh_from_db()
    assert corner.withdrawn_at is not None
    assert not twin.identities.exists()


def test_a_circle_is_refused_with_a_sentence(signed_in: SignedIn, kept: Customer, twin: Customer) -> None:
    client = signed_in()
    merged(twin, kept)

    answer = client.post(f"/customers/{kept.pk}/merge/{twin.pk}/", {"keep": twin.pk}, follow=True)
    assert "“T1” is part of “K1” already" in answer.content.decode()
    assert client.post(f"/customers/{kept.pk}/merge/{kept.pk}/", {"keep": kept.pk}).status_code == 422
    kept.refresh_from_db()
    assert kept.merged_into is None


def test_strangers_other_stores_and_other_roles_may_not(
    client: Client, signed_in: SignedIn, kept: Customer, twin: Customer
) -> None:
    addresses = [f"/customers/{kept.pk}/merge/", f"/customers/{kept.pk}/merge/{twin.pk}/"]
    addresses.append(f"/customers/{twin.pk}/unmerge/")

    for address in addresses:
        assert client.get(address).status_code == 302
        assert signed_in("manager", make.store()).get(address).status_code == 404
        for role in ("analyst", "front_line", "marketer"):
            assert signed_in(role).get(address).status_code == 403
    assert signed_in("analyst").post(addresses[1], {"keep": kept.pk}).status_code == 403
    assert "Merge with" not in read(signed_in("analyst"), f"/customers/{kept.pk}/")
    assert not Customer.objects.filter(merged_into__isnull=False).exists()


def test_a_customer_of_another_store_is_neither_offered_nor_merged(signed_in: SignedIn, kept: Customer) -> None:
    far = make.customer("Pan Wei", home=make.store(), card="777")
    client = signed_in("manager", kept.home_store)

    assert f"/merge/{far.pk}/" not in read(client, f"/customers/{kept.pk}/merge/?q=777")
    assert client.post(f"/customers/{kept.pk}/merge/{far.pk}/", {"keep": kept.pk}).status_code == 404
