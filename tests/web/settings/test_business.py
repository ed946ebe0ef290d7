import pytest
from tests.records import make
from tests.web.conftest import SignedIn

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import CustomField
from shuke.records.stores.models import Business, Store
from shuke.records.stores.queries import business

pytestmark = pytest.mark.django_db

SHOP = {
    "name": "Wutong Lane", "currency": "USD", "time_zone": "Europe/London", "country": "GB",
    "preference_half_life_days": "180",
}  # fmt: skip
RIVER = {"code": "RIVER", "name": "Riverside", "time_zone": "Asia/Shanghai", "currency": "CNY", "is_open": "on"}


def test_the_business_is_changed_with_a_trace(signed_in: SignedIn) -> None:
    signed_in().post("/settings/business/", SHOP)

    shop = business()
    assert (shop.name, shop.currency, shop.preference_half_life_days) == ("Wutong Lane", "USD", 180)
    assert AuditEntry.objects.get(action="business.update").facts["currency"] == ["CNY", "USD"]


@pytest.mark.parametrize("wrong", [{"currency": "XXX"}, {"time_zone": "Mars/Olympus"}, {"name": ""}])
def test_a_business_that_cannot_be_is_refused(signed_in: SignedIn, wrong: dict[str, str]) -> None:
    answer = signed_in().post("/settings/business/", {**SHOP, **wrong})

    assert answer.status_code == 422
    assert not Business.objects.filter(country="GB").exists()


def test_a_store_is_added_and_changed(signed_in: SignedIn) -> None:
    client = signed_in()

    client.post("/settings/stores/new/", RIVER)
    store = Store.objects.get(code="RIVER")
    client.post(f"/settings/stores/{store.pk}/", {**RIVER, "name": "Riverside North", "is_open": ""})

    store.refresh_from_db()
    assert (store.name, store.is_open, store.code) == ("Riverside North", False, "RIVER")
    assert "Riverside North" in client.get("/settings/stores/").content.decode()
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"store.create", "store.update"}


def test_two_stores_of_one_code_are_refused(signed_in: SignedIn) -> None:
    make.store("RIVER")

    assert signed_in().post("/settings/stores/new/", RIVER).status_code == 422


def test_a_field_is_added_changed_and_dropped(signed_in: SignedIn) -> None:
    client = signed_in()
    pitch = {"label": "Pitch", "key": "pitch", "type": "choice", "choices": "north\n south \n", "position": "2"}

    client.post("/settings/fields/new/", pitch)
    field = CustomField.objects.get()
    first = (field.key, field.type, field.choices)
    client.post(f"/settings/fields/{field.pk}/", {"label": "Side", "choices": "east", "position": "0"})
    field.refresh_from_db()
    client.post(f"/settings/fields/{field.pk}/drop/")

    assert first == ("pitch", "choice", ["north", "south"])
    assert (field.label, field.key, field.choices) == ("Side", "pitch", ["east"])
    assert not CustomField.objects.exists()


def test_two_fields_of_one_key_are_refused(signed_in: SignedIn) -> None:
    CustomField.objects.create(key="pitch", label="Pitch", type="text")

    answer = signed_in().post("/settings/fields/new/", {"label": "P", "key": "pitch", "type": "text", "position": "0"})

    assert answer.status_code == 422


def test_a_field_that_holds_values_is_kept(signed_in: SignedIn) -> None:
    field = CustomField.objects.create(key="size", label="Shoe size", type="number")
    make.customer("Pan", custom={"size": 43})

    answer = signed_in().post(f"/settings/fields/{field.pk}/drop/")

    assert answer.status_code == 422
    assert "1 customers have a value" in answer.content.decode()
    assert CustomField.objects.exists()
