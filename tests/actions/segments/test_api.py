"""Segments as other systems see them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.records import make
from tests.records.api_client import Api

from shuke.actions.segments.models import Segment
from shuke.actions.segments.services import refresh_segment
from shuke.records.access.models import Role
from shuke.records.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    make.customer("Pan Wei", number="MAN", gender="male")
    make.customer("Chen Yu", number="WOMAN", gender="female")
    return Api(Role.MARKETER)


def told(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return json.loads(answer.content) if answer.content else None


def saved(api: Api, text: str = "gender = male", name: str = "Men") -> Any:
    return told(api.post("/segments", {"name": name, "text": text}), 201)


def test_a_segment_is_saved_counted_and_read(api: Api) -> None:
    made = saved(api)

    assert (made["key"], made["count"], made["text"], made["is_static"]) == ("men", 1, "gender = male", False)
    assert made["tree"] == {"field": "gender", "is": "=", "values": ["male"]}
    assert told(api.get(f"/segments/{made['id']}")) == made
    assert told(api.get("/segments")) == [made]


def test_a_tree_says_the_same_as_a_text(api: Api) -> None:
    tree = {"not": {"field": "gender", "is": "=", "values": ["male"]}}

    made = told(api.post("/segments", {"name": "Others", "key": "others", "tree": tree}), 201)

    assert (made["key"], made["text"], made["count"]) == ("others", "not gender = male", 1)


def test_a_choice_is_counted_without_being_saved(api: Api) -> None:
    assert told(api.post("/segments/count", {"text": "not gender = male"})) == {"count": 1, "as_of": None}
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "gender = m"}, "is never “m”"),
        ({"text": "gender = = male"}, "character 10"),
        ({"tree": {"dance": 1}}, "is no part of a segment"),
        ({"text": "segment(gone)"}, "There is no segment “gone”"),
        ({}, "one of the two"),
        ({"text": "gender = male", "tree": {"all": []}}, "one of the two"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(api: Api, body: dict[str, Any], says: str) -> None:
    assert says in told(api.post("/segments/count", body), 422)["detail"]
    assert says in told(api.post("/segments", {**body, "name": "X"}), 422)["detail"]


def test_a_change_leaves_what_it_does_not_say(api: Api) -> None:
    made = saved(api)

    told(api.patch(f"/segments/{made['id']}", {"description": "for the fair"}))
    changed = told(api.patch(f"/segments/{made['id']}", {"text": "gender = female"}))

    assert (changed["name"], changed["description"], changed["count"]) == ("Men", "for the fair", 1)
    moves = told(api.get(f"/segments/{made['id']}/changes"))["data"]
    assert [(move["customer"], move["change"]) for move in moves] == [("MAN", "left"), ("WOMAN", "entered")]
    assert "refers to itself" in told(api.patch(f"/segments/{made['id']}", {"text": "segment(men)"}), 422)["detail"]


def test_members_and_changes_are_read_on_by_a_cursor(api: Api) -> None:
    made = saved(api)
    Customer.objects.filter(number="WOMAN").update(gender="male")
    refresh_segment(segment=Segment.objects.get(), now=timezone.now() + timedelta(hours=1))
    address = f"/segments/{made['id']}"

    first = told(api.get(f"{address}/members", limit=1))
    second = told(api.get(f"{address}/members", limit=1, starting_after=first["next_cursor"]))
    assert [row["customer"] for row in first["data"] + second["data"]] == ["MAN", "WOMAN"]
    assert second["has_more"] is False

    changes = told(api.get(f"{address}/changes"))
    assert [(row["customer"], row["change"]) for row in changes["data"]] == [("WOMAN", "entered")]
    again = told(api.get(f"{address}/changes", after=changes["next_after"]))
    assert again == {"data": [], "next_after": changes["next_after"]}


def test_a_segment_in_use_is_not_deleted(api: Api) -> None:
    men = saved(api)
    others = saved(api, "not segment(men)", "Others")

    assert "Others" in told(api.delete(f"/segments/{men['id']}"), 422)["detail"]
    told(api.delete(f"/segments/{others['id']}"), 204)
    told(api.delete(f"/segments/{men['id']}"), 204)
    told(api.get(f"/segments/{men['id']}"), 404)


def test_a_key_for_a_store_sees_its_customers(api: Api) -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    make.customer(number="HERE", home=river, gender="male")
    there = make.customer(number="THERE", home=hill, gender="male")
    men = saved(api)
    Customer.objects.filter(pk=there.pk).update(gender="female")
    refresh_segment(segment=Segment.objects.get(), now=timezone.now())
    here = Api(Role.MARKETER, river)

    assert told(here.get(f"/segments/{men['id']}"))["count"] == 1
    assert [row["customer"] for row in told(here.get(f"/segments/{men['id']}/members"))["data"]] == ["HERE"]
    assert told(here.get(f"/segments/{men['id']}/changes"))["data"] == []
    assert told(here.post("/segments/count", {"text": "gender = male"}))["count"] == 1
    told(here.patch(f"/segments/{men['id']}", {"name": "Mine"}), 403)


def test_who_may_not_see_marketing_gets_nothing() -> None:
    told(Api(Role.FRONT_LINE).get("/segments"), 403)
    told(Api(Role.INTEGRATOR).post("/segments", {"name": "Men", "text": "gender = male"}), 403)
    assert told(Api(Role.INTEGRATOR).get("/segments")) == []
