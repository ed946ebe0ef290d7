from typing import Any

import pytest
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.membership.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def pan() -> Any:
    return given.member(given.plan("vip"), name="Pan", number="N1", home=make.store("HZ1"), phone="13812345678")


def test_a_customer_joins_once_and_gets_a_card_they_are_found_by(pan: Any) -> None:
    api = Api()
    make.customer("Mei", number="N2", home=pan.home_store)

    joined = api.post("/members", {"customer": "N2", "plan": "vip", "document": "110105194912310021"})
    again = api.post("/members", {"customer": "N2", "plan": "vip"})

    assert (joined.status_code, again.json()["id"]) == (201, joined.json()["id"])
    (card,) = api.get(f"/members/{joined.json()['id']}/cards").json()
    assert [one["name"] for one in api.get("/members", card=card["number"]).json()["data"]] == ["Mei"]


def test_an_exact_card_or_phone_finds_anyone_a_list_only_ones_own(pan: Any) -> None:
    elsewhere = Api(Role.FRONT_LINE, make.store("SH1"))

    assert elsewhere.get("/members").json()["data"] == []
    assert elsewhere.get(f"/members/{pan.pk}").status_code == 404
    assert [one["customer"] for one in elsewhere.get("/members", phone="13812345678").json()["data"]] == ["N1"]
    assert elsewhere.get("/members", phone="13812345679").json()["data"] == []


def test_a_lost_card_says_so(pan: Any) -> None:
    api = Api()
    card = api.post(f"/members/{pan.pk}/cards", {}).json()["number"]
    api.post(f"/cards/{card}/end", {"status": "lost"})

    answer = api.get("/members", card=card)

    assert answer.status_code == 422
    assert "was reported lost" in answer.json()["detail"]
    new = api.post(f"/cards/{card}/replace").json()["number"]
    assert api.get("/members", card=new).json()["data"][0]["customer"] == "N1"


def test_every_verb_answers_its_rows_and_the_balance_after(pan: Any) -> None:
    api, mei = Api(), given.member(pan.plan, name="Mei", home=pan.home_store)

    def move(verb: str, points: int, **more: Any) -> Any:
        body = {"points": points, "key": f"{verb}-1", "reason": "because", **more}
        return api.post(f"/members/{pan.pk}/points/{verb}", body)

    steps = [
        (move("earn", 100), "earn", 100),
        (move("redeem", 30), "redeem", 70),
        (move("adjust", -10), "adjust", 60),
        (move("compensate", 5), "compensate", 65),
        (move("transfer", 15, to=mei.pk), "transfer", 50),
    ]

    for answer, kind, left in steps:
        assert answer.status_code == 201
        assert (answer.json()["entries"][0]["kind"], answer.json()["member"]["points"]) == (kind, left)
    assert move("redeem", 30).json()["member"]["points"] == 50  # the same cause again
    assert move("redeem", 31).status_code == 409


def test_a_row_is_reversed_once_and_what_is_missing_is_owed(pan: Any) -> None:
    api = Api()
    earned = given.earn(pan, 100)
    given.redeem(pan, 80)

    back = api.post(f"/points/transactions/{earned.pk}/reverse", {"key": "r1", "reason": "a slip"}).json()
    again = api.post(f"/points/transactions/{earned.pk}/reverse", {"key": "r2", "reason": "a slip"})

    assert (back["member"]["points"], back["member"]["debt"]) == (0, 80)
    assert again.status_code == 422
    assert "reversed already" in again.json()["detail"]


def test_too_many_points_are_refused_with_the_figures(pan: Any) -> None:
    given.earn(pan, 10)

    answer = Api().post(f"/members/{pan.pk}/points/redeem", {"points": 11, "key": "1", "reason": "mug"})

    assert (answer.status_code, answer.json()["asked"], answer.json()["available"]) == (409, 11, 10)


def test_the_ledger_is_read_page_by_page_with_its_reasons(pan: Any) -> None:
    for _ in range(3):
        given.earn(pan, 10)
    api, rows, cursor = Api(), list[Any](), ""
    while True:
        page = api.get(f"/members/{pan.pk}/points/transactions", limit=2, starting_after=cursor).json()
        rows += page["data"]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]

    assert [row["points"] for row in rows] == [10, 10, 10]
    assert {row["reason"] for row in rows} == {"because"}
    assert api.get(f"/members/{pan.pk}/points/expirations").json() == {"data": []}


@pytest.mark.parametrize(
    ("role", "verb", "status"),
    [(Role.FRONT_LINE, "adjust", 403), (Role.AGENT, "redeem", 403), (Role.AGENT, "compensate", 201)],
)
def test_roles_move_what_they_may(pan: Any, role: str, verb: str, status: int) -> None:
    api = Api(role, pan.home_store)

    answer = api.post(f"/members/{pan.pk}/points/{verb}", {"points": 5, "key": "1", "reason": "because"})

    assert answer.status_code == status
    assert Entry.objects.count() == (status == 201)
