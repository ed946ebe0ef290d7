import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer, Event

pytestmark = pytest.mark.django_db


def test_a_merge_and_its_undo_may_be_sent_twice() -> None:
    make.customer("Kept", number="K", card="111")
    make.customer("Twin", number="T", card="222")
    api = Api()

    for _ in range(2):
        answer = api.post("/customers/T/merge", {"into": "K"})
        assert (answer.status_code, answer.json()["number"]) == (200, "K"), answer.content
    assert [one["value"] for one in answer.json()["identities"]] == ["111", "222"]
    assert [one["number"] for one in api.get("/customers").json()["data"]] == ["K"]

    for _ in range(2):
        answer = api.post("/customers/T/unmerge")
        assert (answer.status_code, answer.json()["number"]) == (200, "T"), answer.content
    assert [one["number"] for one in api.get("/customers").json()["data"]] == ["K", "T"]
    assert Event.objects.filter(kind__in=("customer.merged", "customer.unmerged")).count() == 2


def test_itself_and_a_circle_are_refused_with_a_sentence() -> None:
    make.customer("Kept", number="K")
    make.customer("Twin", number="T")
    api = Api()
    api.post("/customers/T/merge", {"into": "K"})

    for number, into in (("K", "T"), ("K", "K")):
        answer = api.post(f"/customers/{number}/merge", {"into": into})
        assert answer.status_code == 422, answer.content
        assert answer.json()["detail"]


def test_other_stores_and_roles_that_may_not() -> None:
    here = make.store()
    make.customer("Near", number="N", home=here)
    make.customer("Far", number="F", home=make.store())
    manager = Api(Role.MANAGER, here)

    assert manager.post("/customers/N/merge", {"into": "F"}).status_code == 404
    assert manager.post("/customers/F/merge", {"into": "N"}).status_code == 404
    assert manager.post("/customers/F/unmerge").status_code == 404
    for role in (Role.ANALYST, Role.FRONT_LINE):
        assert Api(role).post("/customers/N/merge", {"into": "F"}).status_code == 403
        assert Api(role).post("/customers/N/unmerge").status_code == 403
    assert not Customer.objects.filter(merged_into__isnull=False).exists()
