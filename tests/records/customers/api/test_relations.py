import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role
from shuke.records.customers.models import Relation

pytestmark = pytest.mark.django_db


def test_a_tie_is_added_read_from_both_sides_and_taken_away() -> None:
    shop = make.store()
    make.customer("Pan", number="P", home=shop)
    make.customer("Mei", number="M", home=shop)
    api = Api(Role.MANAGER, shop)

    made = api.post("/customers/P/relations", {"other": "M", "kind": "family", "note": "sister"})

    assert made.status_code == 201, made.content
    held = made.json()["data"][0]
    assert (held["other"], held["name"], held["kind"], held["note"]) == ("M", "Mei", "family", "sister")
    assert api.get("/customers/M/relations").json()["data"][0]["other"] == "P"
    assert api.delete(f"/customers/M/relations/{held['id']}").status_code == 204
    assert api.get("/customers/P/relations").json() == {"data": []}


def test_people_of_other_stores_cannot_be_tied_and_their_ties_not_taken() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("Near", number="NEAR", home=here)
    make.customer("Far", number="FAR", home=elsewhere)
    make.customer("Further", number="FURTHER", home=elsewhere)
    tie = Api().post("/customers/FAR/relations", {"other": "FURTHER", "kind": "friend"}).json()["data"][0]["id"]
    api = Api(Role.MANAGER, here)

    refused = api.post("/customers/NEAR/relations", {"other": "FAR", "kind": "friend"})

    assert refused.status_code == 422
    assert "FAR" in refused.content.decode()
    assert api.delete(f"/customers/NEAR/relations/{tie}").status_code == 404
    assert Relation.objects.count() == 1


def test_a_circle_of_referrals_is_refused_with_a_sentence() -> None:
    make.customer("A", number="A")
    make.customer("B", number="B")
    api = Api()
    assert api.patch("/customers/B", {"referred_by": "A"}).status_code == 200

    circle = api.patch("/customers/A", {"referred_by": "B"})

    assert circle.status_code == 422
    assert "brought each other" in circle.content.decode()
