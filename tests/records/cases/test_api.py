import pytest
from tests.records import make
from tests.records.api_client import Api
from tests.records.cases import given

from shuke.records.access.models import Role
from shuke.records.cases.models import AgentPlace, Case, Ring
from shuke.records.cases.services import answer_ring, close

pytestmark = pytest.mark.django_db
BODY = {"kind": "complaint", "text": "Damp beans", "contact": "13800138000"}


def test_a_system_opens_a_case_for_the_customer_it_names() -> None:
    guest = make.customer("Lu", phone="13800138000", home=make.store("RIVER"))

    made = Api().post("/cases", {**BODY, "key": "a-1"})

    assert made.status_code == 201
    assert made.json()["customer"] == guest.number
    assert (made.json()["channel"], made.json()["store"], made.json()["priority"]) == ("api", "RIVER", "high")


def test_the_same_key_is_one_case_for_a_caller_and_another_for_the_next() -> None:
    first, second = Api(), Api()

    ids = [api.post("/cases", {**BODY, "key": "a-1"}).json()["id"] for api in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "gold"}, {"text": ""}, {"text": "a\x00b"}, {"store": "nowhere"}, {"category": "nothing"}, {"more": 1}],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(wrong: dict[str, object]) -> None:
    refused = Api().post("/cases", {**BODY, **wrong})

    assert refused.status_code == 422
    assert not Case.objects.exists()


def test_history_and_steps_are_read_and_words_added() -> None:
    api, held = Api(), given.complaint()
    close_by = given.scope()

    assert api.post(f"/cases/{held.pk}/messages", {"text": "And the bag was open", "key": "m1"}).status_code == 201
    assert api.post(f"/cases/{held.pk}/messages", {"text": "And the bag was open", "key": "m1"}).status_code == 201
    assert api.post(f"/cases/{held.pk}/notes", {"text": "see batch 12"}).status_code == 201

    found = api.get(f"/cases/{held.pk}").json()
    assert [entry["text"] for entry in found["entries"] if entry["kind"] == "in"][1:] == ["And the bag was open"]
    question = given.case()
    close(scope=close_by, now=given.NOW, case=question)
    api.post(f"/cases/{question.pk}/messages", {"text": "Hello again"})
    assert api.get(f"/cases/{question.pk}").json()["status"] == "open"


def test_other_stores_strangers_and_readers_stay_outside() -> None:
    here, elsewhere = make.store(), make.store()
    held = given.case(store=elsewhere)
    bound, reader = Api(Role.INTEGRATOR, here), Api(Role.ANALYST)

    assert bound.get(f"/cases/{held.pk}").status_code == 404
    assert bound.get("/cases").json()["data"] == []
    assert bound.post("/cases", {**BODY, "store": elsewhere.code}).status_code == 403
    assert reader.get(f"/cases/{held.pk}").status_code == 200
    assert reader.post("/cases", BODY).status_code == 403
    assert Api(Role.FRONT_LINE).get("/cases").status_code == 403


def test_the_list_is_filtered_and_paged() -> None:
    for _ in range(3):
        given.complaint()
    given.case()

    first = Api().get("/cases", kind="complaint", limit=2).json()
    rest = Api().get("/cases", kind="complaint", limit=2, starting_after=first["next_cursor"]).json()

    assert [len(first["data"]), len(rest["data"])] == [2, 1]
    assert {row["kind"] for row in first["data"] + rest["data"]} == {"complaint"}


def test_a_ring_opens_the_callers_page_once() -> None:
    guest, agent = make.customer("Lu", phone="13800138000"), given.agent()
    AgentPlace.objects.create(staff=agent, phone="801")
    body = {"phone": "+86 138 0013 8000", "agent": "801", "call_key": "c-1"}

    told = [Api().post("/telephony/incoming", body).json() for _ in range(2)]

    assert told[0] == told[1] == {"agent": agent.username, "customer": guest.number, "page": f"/customers/{guest.pk}/"}
    ring = Ring.objects.get()
    assert answer_ring(staff_id=agent.pk, now=ring.at) == ring
    assert answer_ring(staff_id=agent.pk, now=ring.at) is None


def test_a_stranger_rings_too_and_an_unknown_colleague_is_said() -> None:
    agent = given.agent()
    body = {"phone": "anonymous", "agent": agent.username, "call_key": "c-1"}

    assert Api().post("/telephony/incoming", body).json()["customer"] is None
    assert Api().post("/telephony/incoming", {**body, "agent": "nobody", "call_key": "c-2"}).status_code == 422
    assert Api(Role.AGENT).post("/telephony/incoming", body).status_code == 403


CHAT = {"channel": "chat", "conversation": "room:7", "text": "Are you open?", "key": "m1", "contact": "13800138000"}


def test_a_conversation_is_one_case_while_it_is_open() -> None:
    guest, api = make.customer("Lu", phone="13800138000"), Api()

    first = api.post("/conversations", CHAT).json()
    again = api.post("/conversations", CHAT).json()
    more = api.post("/conversations", {**CHAT, "text": "On Sunday?", "key": "m2"}).json()
    other = api.post("/conversations", {**CHAT, "conversation": "room:8", "key": "m3"}).json()
    case = Case.objects.get(pk=first["id"])
    close(scope=given.scope(), now=make.NOW, case=case)
    later = api.post("/conversations", {**CHAT, "text": "Another question", "key": "m4"}).json()

    assert (first["channel"], first["customer"]) == ("chat", guest.number)
    assert again["id"] == more["id"] == first["id"]
    assert [entry.text for entry in case.entries.filter(kind="in")] == ["Are you open?", "On Sunday?"]
    assert len({first["id"], other["id"], later["id"]}) == 3


def test_a_conversation_of_one_system_is_not_anothers() -> None:
    first, second = (Api().post("/conversations", CHAT).json()["id"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("wrong", [{"channel": "email"}, {"conversation": ""}, {"text": ""}, {"store": "nowhere"}])
def test_a_conversation_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    assert Api().post("/conversations", {**CHAT, **wrong}).status_code == 422
    assert not Case.objects.exists()
