import pytest
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role

pytestmark = pytest.mark.django_db


def test_a_key_learns_its_role_and_stores() -> None:
    here = make.store("HZ1")
    make.store("HZ2")
    api = Api(Role.FRONT_LINE, here)

    me = api.get("/me").json()

    assert (me["caller"], me["role"], me["stores"]) == (f"key:{api.key.pk}", "front_line", ["HZ1"])
    assert "counter.use" in me["permissions"]
    assert [one["code"] for one in api.get("/stores").json()["data"]] == ["HZ1"]


def test_who_works_everywhere_sees_all_stores() -> None:
    make.store("HZ1")
    make.store("HZ2")
    api = Api(Role.MANAGER)

    assert api.get("/me").json()["stores"] is None
    assert [one["code"] for one in api.get("/stores").json()["data"]] == ["HZ1", "HZ2"]
