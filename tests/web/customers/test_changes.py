"""What is written on the customer page: preferences, consents, details, contact, tags, new customers."""

from typing import Any

import pytest
from django.test import Client
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Consent, Customer, CustomField, Identity, Preference
from shuke.records.customers.services import record_preference

pytestmark = pytest.mark.django_db

CUSHION = {"topic": "comfort", "value": "back cushion", "how": "listen", "reason": "bad back"}


@pytest.fixture
def pan() -> Customer:
    return make.customer("Pan Tianwei", home=make.store(), phone="13812345678")


@pytest.fixture
def cushion(pan: Customer) -> Preference:
    return record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="test", customer=pan, topic="comfort", value="cushion", how="ask"
    )


def details(**changes: Any) -> dict[str, Any]:
    return {"name": "Pan Tianwei", "home_store": "", **changes}


def test_a_preference_is_learned(signed_in: SignedIn, pan: Customer) -> None:
    signed_in("front_line", pan.home_store).post(f"/customers/{pan.pk}/preferences/new/", CUSHION)  # type: ignore[arg-type]

    held = Preference.objects.get(customer=pan)
    assert (held.value, held.how, held.reason) == ("back cushion", "listen", "bad back")


def test_a_preference_without_its_value_is_asked_again(signed_in: SignedIn, pan: Customer) -> None:
    answer = signed_in().post(f"/customers/{pan.pk}/preferences/new/", {**CUSHION, "value": ""})

    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_a_confirmation_answers_with_the_section_and_a_toast(
    signed_in: SignedIn, pan: Customer, cushion: Preference
) -> None:
    address = f"/customers/{pan.pk}/preferences/{cushion.pk}/confirm/"

    answer = signed_in().post(address, headers={"HX-Request": "true"})

    cushion.refresh_from_db()
    assert cushion.confirmations == 2
    assert "Strength 3 of 4" in answer.content.decode()
    assert "Confirmed: cushion" in answer["HX-Trigger"]


def test_a_preference_is_taken_back(signed_in: SignedIn, pan: Customer, cushion: Preference) -> None:
    signed_in().post(f"/customers/{pan.pk}/preferences/{cushion.pk}/withdraw/")

    cushion.refresh_from_db()
    assert cushion.withdrawn_at is not None


def test_a_preference_of_somebody_else_is_not_found(signed_in: SignedIn, cushion: Preference) -> None:
    other = make.customer("Other")

    assert signed_in().post(f"/customers/{other.pk}/preferences/{cushion.pk}/confirm/").status_code == 404


def test_an_analyst_writes_nothing(signed_in: SignedIn, pan: Customer, cushion: Preference) -> None:
    client = signed_in("analyst")
    writes = ("edit/", "tags/", "contact/new/", "consent/", "preferences/new/", f"preferences/{cushion.pk}/confirm/")

    codes = {client.post(f"/customers/{pan.pk}/{address}").status_code for address in writes}

    assert codes == {403}
    assert client.post("/customers/new/").status_code == 403


def test_details_are_changed_with_a_trace(signed_in: SignedIn, pan: Customer) -> None:
    CustomField.objects.create(key="size", label="Shoe size", type="number")

    answer = signed_in().post(
        f"/customers/{pan.pk}/edit/", details(occupation="Driver", birthday="1980-05-04", custom_size="43")
    )

    pan.refresh_from_db()
    assert answer.status_code == 302
    assert (pan.occupation, str(pan.birthday), pan.custom) == ("Driver", "1980-05-04", {"size": 43})
    assert AuditEntry.objects.filter(action="customer.update", subject=f"customer:{pan.pk}").exists()


def test_a_wrong_detail_is_told_where_it_stands(signed_in: SignedIn, pan: Customer) -> None:
    answer = signed_in().post(f"/customers/{pan.pk}/edit/", details(lunar_birthday="99-99"))

    assert answer.status_code == 422
    assert "08-15" in answer.content.decode()


def test_who_works_for_one_store_cannot_move_a_customer_out_of_it(signed_in: SignedIn, pan: Customer) -> None:
    client, other = signed_in("manager", pan.home_store), make.store()  # type: ignore[arg-type]

    moved = client.post(f"/customers/{pan.pk}/edit/", details(home_store=other.pk))
    lost = client.post(f"/customers/{pan.pk}/edit/", details(home_store=""))

    home = pan.home_store
    pan.refresh_from_db()
    assert (moved.status_code, lost.status_code) == (422, 422)
    assert pan.home_store == home


def test_the_form_holds_what_is_known(signed_in: SignedIn, pan: Customer) -> None:
    shown = signed_in().get(f"/customers/{pan.pk}/edit/").content.decode()

    assert 'value="Pan Tianwei"' in shown


def test_tags_are_what_was_typed(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in()
    client.post(f"/customers/{pan.pk}/tags/", {"tags": "coffee, beans"})

    client.post(f"/customers/{pan.pk}/tags/", {"tags": "beans，tea"})

    assert {tag.name for tag in pan.tags.all()} == {"beans", "tea"}


def test_a_card_is_added_and_removed(signed_in: SignedIn, pan: Customer) -> None:
    client = signed_in()

    client.post(f"/customers/{pan.pk}/contact/new/", {"kind": "card", "value": "2900 0044 7118 0"})
    card = Identity.objects.get(kind="card")
    asked = client.get(f"/customers/{pan.pk}/contact/{card.pk}/remove/").content.decode()
    client.post(f"/customers/{pan.pk}/contact/{card.pk}/remove/")

    assert card.normal == "2900004471180"
    assert "Remove “2900 0044 7118 0”?" in asked
    assert not Identity.objects.filter(kind="card").exists()


def test_a_phone_of_another_customer_is_refused(signed_in: SignedIn, pan: Customer) -> None:
    other = make.customer("Other")

    answer = signed_in().post(f"/customers/{other.pk}/contact/new/", {"kind": "phone", "value": "138 1234 5678"})

    assert answer.status_code == 422
    assert not other.identities.exists()


def test_a_consent_is_written_down(signed_in: SignedIn, pan: Customer) -> None:
    said = {"channel": "wechat", "purpose": "marketing", "is_granted": "no", "source": "at the counter"}

    signed_in().post(f"/customers/{pan.pk}/consent/", said)

    consent = Consent.objects.get(customer=pan)
    assert (consent.channel, consent.is_granted, consent.source) == ("wechat", False, "at the counter")


def test_a_new_customer_is_in_the_records(signed_in: SignedIn) -> None:
    home = make.store()

    answer = signed_in("front_line", home).post(
        "/customers/new/", {"name": "Lin Jianshan", "phone": "13800001111", "home_store": home.pk}
    )

    lin = Customer.objects.get(name="Lin Jianshan")
    assert answer["Location"] == f"/customers/{lin.pk}/"
    assert lin.home_store == home
    assert lin.identities.get().normal == "+8613800001111"


def test_somebody_known_is_doubted_until_said_to_be_another(signed_in: SignedIn, pan: Customer) -> None:
    client: Client = signed_in()
    twin = {"name": "Pan Tianwei", "birthday": "1980-05-04"}
    Customer.objects.filter(pk=pan.pk).update(birthday="1980-05-04")

    doubted = client.post("/customers/new/", twin)
    client.post("/customers/new/", {**twin, "may_be_duplicate": "on"})

    assert doubted.status_code == 422
    assert f'<a class="sk-door" href="/customers/{pan.pk}/">Pan Tianwei {pan.number}</a>' in doubted.content.decode()
    assert Customer.objects.filter(name="Pan Tianwei").count() == 2


def test_a_phone_that_is_none_is_told(signed_in: SignedIn) -> None:
    answer = signed_in().post("/customers/new/", {"name": "Lin", "phone": "12"})

    assert answer.status_code == 422
    assert "telephone number" in answer.content.decode()
