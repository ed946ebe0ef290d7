"""What other programs do to a case."""

from typing import Any

import pytest
from django.test import Client
from tests.records import make
from tests.records.api_client import Api
from tests.records.cases import given

from shuke.records.access.models import Role
from shuke.records.cases.models import Case, Entry
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db

REPLY = {"text": "At nine."}
FORBIDDEN: list[tuple[str, str, Any]] = [
    ("POST", "replies", REPLY),
    ("POST", "calls", {"text": "spoke"}),
    ("POST", "assign", {"owner": ""}),
    ("PATCH", "", {"priority": "urgent"}),
    ("POST", "close", None),
    ("POST", "reopen", None),
    ("POST", "wait", None),
    ("POST", "resume", None),
    ("POST", "merge", {"into": 1}),
    ("POST", "split", {"entry": 1, "subject": "Beans", "kind": "question"}),
    ("POST", "orders", {"orders": [1]}),
]


def address(held: Case, what: str) -> str:
    return f"/cases/{held.pk}/{what}".rstrip("/")


def send(api: Api, method: str, path: str, body: Any) -> Any:
    return api.patch(path, body) if method == "PATCH" else api.post(path, body)


@pytest.mark.parametrize(("method", "what", "body"), FORBIDDEN)
def test_strangers_other_stores_and_who_only_reads_change_nothing(method: str, what: str, body: Any) -> None:
    held = given.case(store=make.store())
    path = address(held, what)

    stranger = Client().generic(method, f"/api/v1{path}", "{}", content_type="application/json")
    assert stranger.status_code == 401
    assert send(Api(Role.AGENT, make.store()), method, path, body).status_code == 404
    assert send(Api(Role.ANALYST), method, path, body).status_code == 403
    assert send(Api(Role.INTEGRATOR), method, path, body).status_code == 403
    before = held.updated_at
    held.refresh_from_db()
    assert (held.status, held.updated_at) == ("open", before)


def test_a_reply_that_leaves_no_way_is_no_answer() -> None:
    held, api = given.case(contact="13800138000"), Api(Role.AGENT)

    unsaid = api.post(address(held, "replies"), {**REPLY, "by_email": True})
    held.refresh_from_db()
    assert (unsaid.status_code, unsaid.json()["is_answer"], held.first_replied_at) == (201, False, None)

    told = api.post(address(held, "replies"), {**REPLY, "is_told": True, "is_question": True}).json()
    held.refresh_from_db()
    assert (told["is_answer"], told["kind"], held.status) == (True, "out", "waiting")
    assert held.first_replied_at is not None


def test_a_reply_leaves_by_mail_once_for_a_key() -> None:
    held, api = given.case(contact="lu@example.com"), Api(Role.AGENT)
    body = {**REPLY, "by_email": True}

    first, again = (api.post(address(held, "replies"), body, Idempotency_Key="r-1") for _ in range(2))

    assert first.json() == again.json()
    assert first.json()["is_answer"]
    assert [send.text for send in MessageSend.objects.all()] == ["At nine."]
    assert held.entries.filter(kind="out").count() == 1


def test_a_call_a_wait_and_the_end() -> None:
    held, api = given.case(), Api(Role.AGENT)

    called = api.post(address(held, "calls"), {"text": "nobody home", "is_reached": False}).json()
    states = [api.post(address(held, verb)).json()["status"] for verb in ("wait", "wait", "resume", "close", "reopen")]

    assert (called["kind"], called["text"]) == ("call", "nobody home")
    assert states == ["waiting", "waiting", "open", "closed", "open"]
    assert Entry.objects.filter(case=held, code="waiting").count() == 1
    api.post(address(held, "close"))
    refused = api.post(address(held, "wait"))
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert "is closed" in refused.json()["detail"]


def test_a_case_goes_to_who_may_work_on_it_and_back() -> None:
    here = make.store()
    held, api = given.case(store=here), Api(Role.AGENT)
    colleague, elsewhere = make.staff(Role.AGENT, here), make.staff(Role.AGENT, make.store())

    def give(name: str) -> Any:
        return api.post(address(held, "assign"), {"owner": name})

    assert give(colleague.username).json()["owner"] == colleague.username
    assert [give(name).status_code for name in (elsewhere.username, make.staff(Role.ANALYST).username, "x")] == [
        422
    ] * 3
    assert api.get(f"/cases/{held.pk}").json()["owner"] == colleague.username
    assert give("").json()["owner"] is None


def test_who_gives_away_a_case_of_another_store_is_answered() -> None:
    person, colleague = make.staff(Role.AGENT, make.store()), given.agent()
    held = given.case(store=make.store())
    Case.objects.filter(pk=held.pk).update(owner=person)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(
        f"/api/v1/cases/{held.pk}/assign", {"owner": colleague.username}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["owner"]) == (200, colleague.username)
    assert client.get(f"/api/v1/cases/{held.pk}").status_code == 404


def test_a_case_is_filed_by_what_is_sent() -> None:
    here, guest = make.store("RIVER"), make.customer("Lu")
    held, api, waiter = given.case(), Api(Role.AGENT), given.agent()
    beans = given.topic(path="goods")
    told = {
        "kind": "praise", "subject": "Kind waiter", "priority": "high", "category": beans.path, "store": here.code,
        "customer": guest.number, "praised": waiter.username, "tags": ["kind", "corner seat"],
    }  # fmt: skip

    filed = api.patch(f"/cases/{held.pk}", told).json()

    assert {name: filed[name] for name in told if name in filed} == {
        name: value for name, value in told.items() if name in filed
    }
    whole = api.get(f"/cases/{held.pk}").json()
    assert (whole["praised"], sorted(whole["tags"])) == (waiter.username, ["corner seat", "kind"])
    assert api.patch(f"/cases/{held.pk}", {"category": "", "tags": []}).json()["category"] is None
    assert api.get(f"/cases/{held.pk}").json()["tags"] == []
    assert api.get(f"/cases/{held.pk}").json()["subject"] == "Kind waiter"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gold"}, {"category": "nothing"}, {"customer": "N-0"}, {"store": "nowhere"}, {"praised": "nobody"},
        {"answer": "done"}, {"subject": ""}, {"tags": [""]}, {"more": 1},
    ],
)  # fmt: skip
def test_what_a_case_cannot_be_filed_as_is_refused_whole(wrong: dict[str, Any]) -> None:
    held = given.case()

    refused = Api(Role.AGENT).patch(f"/cases/{held.pk}", {"priority": "urgent", **wrong})

    held.refresh_from_db()
    assert (refused.status_code, held.priority) == (422, "normal")


def test_a_case_stays_within_the_stores_of_who_files_it() -> None:
    here, elsewhere = make.store(), make.store()
    held, api = given.case(store=here), Api(Role.AGENT, here)

    assert api.patch(f"/cases/{held.pk}", {"store": elsewhere.code}).status_code == 403
    assert api.patch(f"/cases/{held.pk}", {"store": ""}).status_code == 403
    assert api.patch(f"/cases/{held.pk}", {"customer": make.customer("Lu", home=elsewhere).number}).status_code == 422


def test_a_case_becomes_part_of_another_one_that_is_seen() -> None:
    here = make.store()
    part, whole, hidden = given.case(store=here), given.case(store=here), given.case(store=make.store())
    api = Api(Role.AGENT, here)

    assert api.post(address(part, "merge"), {"into": hidden.pk}).status_code == 422
    assert api.post(address(part, "merge"), {"into": part.pk}).status_code == 422
    assert api.post(address(part, "merge"), {"into": whole.pk}).json()["id"] == whole.pk
    assert api.get(f"/cases/{part.pk}").json()["merged_into"] == whole.pk
    assert len([one for one in api.get(f"/cases/{whole.pk}").json()["entries"] if one["kind"] == "in"]) == 2


def test_a_message_becomes_a_case_of_its_own_once() -> None:
    held, other, api = given.case(), given.case(), Api(Role.AGENT)
    message = held.entries.get(kind="in")
    body = {"entry": message.pk, "subject": "Opening hours", "kind": "service"}

    first, again = (api.post(address(held, "split"), body) for _ in range(2))

    assert (first.status_code, first.json()["subject"]) == (201, "Opening hours")
    assert first.json()["id"] == again.json()["id"] not in (held.pk, other.pk)
    foreign = {**body, "entry": other.entries.get(kind="in").pk}
    assert api.post(address(held, "split"), foreign).status_code == 422


def test_orders_of_the_customer_are_linked_and_no_others() -> None:
    here, beans, guest = make.store(), make.product(), make.customer("Lu")
    own = make.order(guest, here, make.NOW.date(), (beans, 1, "9"))
    foreign = make.order(make.customer("Bo"), here, make.NOW.date(), (beans, 1, "9"))
    held, api = given.case(customer=guest), Api(Role.AGENT)

    assert api.post(address(held, "orders"), {"orders": [own.pk]}).status_code == 200
    assert api.get(f"/cases/{held.pk}").json()["orders"] == [own.pk]
    for wrong in ([foreign.pk], [own.pk, 10**9], []):
        assert api.post(address(held, "orders"), {"orders": wrong}).status_code == 422
    assert Api(Role.AGENT, make.store()).post(address(held, "orders"), {"orders": [own.pk]}).status_code == 404
