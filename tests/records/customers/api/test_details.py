import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role
from shuke.records.customers.models import Preference

pytestmark = pytest.mark.django_db
SEAT = {"topic": "seat", "value": "corner", "how": "look"}


def test_a_cashier_records_confirms_and_takes_back_a_preference() -> None:
    make.customer("Pan", number="N1", home=(shop := make.store()))
    cashier = Api(Role.FRONT_LINE, shop)

    made = cashier.post("/customers/N1/preferences", {**SEAT, "reason": "back"})
    assert made.status_code == 201, made.content
    assert (made.json()["strength"], made.json()["is_fading"]) == (1, False)

    path = f"/customers/N1/preferences/{made.json()['id']}"
    assert cashier.post(f"{path}/confirm").json()["strength"] == 2
    assert [one["value"] for one in cashier.get("/customers/N1/preferences").json()["data"]] == ["corner"]

    assert cashier.delete(path).status_code == 204
    assert cashier.get("/customers/N1/preferences").json() == {"data": []}
    assert cashier.post(f"{path}/confirm").status_code == 404


def test_another_customers_preference_is_not_reached_through_ones_own() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("Near", number="NEAR", home=here)
    make.customer("Far", number="FAR", home=elsewhere)
    far = Api().post("/customers/FAR/preferences", SEAT).json()["id"]
    cashier = Api(Role.FRONT_LINE, here)

    assert cashier.delete(f"/customers/NEAR/preferences/{far}").status_code == 404
    assert cashier.get("/customers/FAR/preferences").status_code == 404
    assert Preference.objects.get(pk=far).withdrawn_at is None


def test_consents_are_added_and_the_latest_is_shown() -> None:
    make.customer("Pan", number="N1")
    api = Api()
    said = {"channel": "sms", "purpose": "care", "source": "counter"}
    api.post("/customers/N1/consents", {**said, "is_granted": True, "at": "2026-01-01T10:00:00+08:00"})
    api.post("/customers/N1/consents", {**said, "is_granted": False, "at": "2026-01-02T10:00:00+08:00"})

    shown = api.get("/customers/N1/consents").json()["data"]

    assert shown == [{**said, "is_granted": False, "at": "2026-01-02T02:00:00Z"}]


def test_identities_are_added_refused_when_taken_and_removed() -> None:
    make.customer("Holder", phone="138 1234 5678")
    make.customer("Pan", number="N1")
    api = Api()

    taken = api.post("/customers/N1/identities", {"kind": "phone", "value": "+8613812345678"})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/identity-taken")

    added = api.post("/customers/N1/identities", {"kind": "card", "value": "690-1"}).json()["identities"]
    assert [one["value"] for one in added] == ["690-1"]
    assert api.delete(f"/customers/N1/identities/{added[0]['id']}").status_code == 204
    assert api.get("/customers/N1").json()["identities"] == []


def test_tags_are_added_and_taken_away() -> None:
    make.customer("Pan", number="N1")
    api = Api()

    assert api.post("/customers/N1/tags", {"add": ["VIP", "tea"]}).json()["tags"] == ["VIP", "tea"]
    assert api.post("/customers/N1/tags", {"remove": ["VIP"]}).json()["tags"] == ["tea"]
