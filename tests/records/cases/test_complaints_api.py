"""A complaint taken to its end by other programs; what only a person may, by somebody signed in."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.records import make
from tests.records.api_client import Api
from tests.records.cases import given
from tests.records.cases.services.making_good import member
from tests.records.membership import given as membership
from tests.web.conftest import client_of

from shuke.records.access.models import Role, Staff
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Case, Compensation, Improvement
from shuke.records.membership.models import CouponCode, Entry

pytestmark = pytest.mark.django_db

POINTS = {"kind": "points", "points": 60, "reason": "for the damp beans"}
ACTS: list[tuple[str, Any, str]] = [
    ("steps", {"step": "received"}, Role.AGENT),
    ("compensations", POINTS, Role.AGENT),
    ("compensations/none", {"why": "wanted none"}, Role.AGENT),
    ("compensations/1/approve", None, Role.MANAGER),
    ("compensations/1/reject", {"why": "too much"}, Role.MANAGER),
    ("question", None, Role.AGENT),
    ("follow-up", {"outcome": "yes"}, Role.AGENT),
    ("learned", {"cause": "x", "text": "y"}, Role.AGENT),
]


def post(person: Staff, held: Case, what: str, body: Any = None) -> tuple[int, Any]:
    """As somebody signed in."""
    text = "" if body is None else json.dumps(body)
    answer = client_of(person).post(f"/api/v1/cases/{held.pk}/{what}", text, content_type="application/json")
    return answer.status_code, answer.json()


def at(step: str, person: Staff, **fields: Any) -> Case:
    """A complaint whose turn it is for `step`."""
    return given.brought_to(step, given.complaint(**fields), by=scope_of_staff(person))


def history(held: Case) -> Any:
    return Api(Role.AGENT).get(f"/cases/{held.pk}").json()


@pytest.mark.parametrize(("what", "body", "role"), ACTS)
def test_strangers_other_stores_and_who_only_reads_change_nothing(what: str, body: Any, role: str) -> None:
    held = given.complaint(store=make.store())
    path = f"/cases/{held.pk}/{what}"

    assert Client().post(f"/api/v1{path}", "{}", content_type="application/json").status_code == 401
    assert Api(role, make.store()).post(path, body).status_code == 404
    for reader in (Role.ANALYST, Role.INTEGRATOR, Role.MARKETER):
        assert Api(reader).post(path, body).status_code == 403
    assert history(held)["steps"] == []


def test_a_complaint_is_taken_to_its_end_step_by_step() -> None:
    agent, held = given.agent(), given.complaint(contact="lu@example.com")
    cause = given.topic("cause", "sealing")
    steps = [
        ("steps", {"step": "received"}),
        ("steps", {"step": "assigned", "investigator": agent.username}),
        ("steps", {"step": "facts", "text": "the sealer was cold"}),
        ("steps", {"step": "decision", "text": "our fault"}),
        ("steps", {"step": "apology", "text": "by phone"}),
        ("compensations/none", {"why": "wanted none"}),
        ("replies", {"text": "We were wrong.", "is_final": True, "by_email": True}),
        ("question", None),
        ("follow-up", {"outcome": "yes"}),
        ("close", None),
        ("learned", {"cause": cause.path, "text": "check it daily", "owner": agent.username, "due_on": "2026-12-01"}),
    ]

    answers = [post(agent, held, what, body) for what, body in steps]

    assert {status for status, _told in answers} <= {200, 201}
    assert answers[1][1]["step"] == "assigned"
    found = history(held)
    assert (found["status"], found["next_step"], found["cause"], len(found["steps"])) == ("closed", None, "sealing", 10)
    assert Improvement.objects.get(case=held).owner == agent


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("steps", {"step": "facts", "text": "too early"}),
        ("steps", {"step": "assigned"}),
        ("steps", {"step": "assigned", "investigator": "nobody"}),
        ("steps", {"step": "closed"}),
        ("compensations", POINTS),
        ("compensations/none", {"why": "wanted none"}),
        ("question", None),
        ("follow-up", {"outcome": "yes"}),
        ("follow-up", {"outcome": "perhaps"}),
        ("learned", {"cause": "nothing", "text": "y"}),
        ("close", None),
    ],
)
def test_a_step_out_of_turn_or_without_its_words_is_refused(what: str, body: Any) -> None:
    agent = given.agent()
    held = at("assigned", agent)

    status, told = post(agent, held, what, body)

    assert (status, told["status"]) == (422, 422)
    assert history(held)["steps"] == ["received"]


def test_points_within_the_limit_are_given_at_once() -> None:
    agent = given.agent()
    held = at("compensation", agent, customer=member())

    status, made = post(agent, held, "compensations", POINTS)

    assert (status, made["state"], made["points"], made["decided_by"]) == (201, "given", 60, agent.username)
    assert Entry.objects.get(kind="compensate").points == 60
    assert post(agent, held, "compensations", POINTS)[0] == 422  # the step is stamped
    assert [one["id"] for one in history(held)["compensations"]] == [made["id"]]


def test_above_the_limit_a_second_person_decides() -> None:
    agent, manager = given.agent(), given.agent(Role.MANAGER)
    held = at("compensation", agent, customer=member())
    _status, made = post(agent, held, "compensations", {**POINTS, "points": 300})
    path = f"compensations/{made['id']}/approve"

    assert made["state"] == "proposed"
    assert post(agent, held, path)[0] == 403
    assert post(manager, given.complaint(), path)[0] == 404
    assert post(manager, held, path)[1]["state"] == "given"
    assert post(manager, held, path)[0] == 422
    assert Entry.objects.get(kind="compensate").points == 300


def test_it_is_turned_down_with_a_reason_and_nobody_approves_their_own() -> None:
    agent, manager = given.agent(), given.agent(Role.MANAGER)
    held = at("compensation", agent)
    refund = {"kind": "refund", "amount": "80.00", "reason": "the whole bag"}
    _status, made = post(agent, held, "compensations", refund)

    rejected = post(manager, held, f"compensations/{made['id']}/reject", {"why": "half of it"})[1]

    assert (rejected["state"], rejected["said"], rejected["amount"]) == ("rejected", "half of it", "80.0000")
    assert history(held)["next_step"] == "compensation"


def test_a_coupon_is_named_by_its_code() -> None:
    agent, guest, cup = given.agent(), member(), membership.coupon(kind="amount", value=20)
    held = at("compensation", agent, customer=guest)
    body = {"kind": "coupon", "coupon": cup.code, "reason": "a cup on us"}

    assert post(agent, held, "compensations", {**body, "coupon": "nothing"})[0] == 422
    assert post(agent, held, "compensations", body)[1]["coupon"] == cup.code
    assert CouponCode.objects.get().customer == guest


def test_a_program_with_a_key_gives_no_compensation() -> None:
    held = at("compensation", given.agent(), customer=member())

    refused = Api(Role.OWNER).post(f"/cases/{held.pk}/compensations", POINTS)

    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert not Compensation.objects.exists()


def test_a_repeated_key_gives_once() -> None:
    agent = given.agent()
    held = at("compensation", agent, customer=member())
    client = client_of(agent, **{"Idempotency-Key": "gift-1"})

    made = [
        client.post(f"/api/v1/cases/{held.pk}/compensations", json.dumps(POINTS), content_type="application/json")
        for _ in range(2)
    ]

    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert Entry.objects.filter(kind="compensate").count() == 1


def test_a_no_opens_the_complaint_again() -> None:
    agent = given.agent()
    held = at("follow_up", agent)

    _status, told = post(agent, held, "follow-up", {"outcome": "no", "text": "still damp"})

    assert (told["status"], history(held)["round"], history(held)["next_step"]) == ("open", 2, "assigned")


def test_the_question_is_one_link_however_often() -> None:
    agent = given.agent()
    held = at("follow_up", agent, customer=make.customer("Lu", email="lu@example.com"))

    first, again = (post(agent, held, "question")[1] for _ in range(2))

    assert first == again
    assert first["is_mailed"]
    assert Client().get(first["link"][first["link"].index("/say/") :]).status_code == 200
    assert history(held)["status"] == "waiting"


def test_an_improvement_needs_a_person_and_a_day() -> None:
    agent, cause = given.agent(), given.topic("cause", "sealing")
    held = at("follow_up", agent)
    post(agent, held, "follow-up", {"outcome": "yes"})
    post(agent, held, "close")
    body = {"cause": cause.path, "text": "check it daily"}

    for wrong in ({"due_on": "2026-12-01"}, {"owner": agent.username}, {"owner": "nobody", "due_on": "2026-12-01"}):
        assert post(agent, held, "learned", {**body, **wrong})[0] == 422
    assert post(agent, held, "learned", body)[1]["status"] == "closed"
    assert not Improvement.objects.exists()


def test_an_improvement_is_listed_and_done_once() -> None:
    agent, here = given.agent(), make.store()
    held = given.complaint(store=here)
    made = Improvement.objects.create(
        case=held, cause=given.topic("cause", "sealing"), text="check it daily", owner=agent, due_on=given.NOW.date(),
        made_at=given.NOW,
    )  # fmt: skip
    path = f"/improvements/{made.pk}/done"

    assert [one["text"] for one in Api(Role.ANALYST).get("/improvements", is_done=False).json()["data"]] == [made.text]
    assert Api(Role.AGENT, make.store()).get("/improvements").json()["data"] == []
    assert Api(Role.AGENT, make.store()).post(path).status_code == 404
    assert Api(Role.ANALYST).post(path).status_code == 403
    first, again = (Api(Role.AGENT, here).post(path).json() for _ in range(2))
    assert first == again
    assert (first["cause"], first["owner"], first["done_on"] is not None) == ("sealing", agent.username, True)
    assert Api(Role.AGENT).get("/improvements", is_done=False).json()["data"] == []
