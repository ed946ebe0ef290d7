import datetime as dt

import pytest
from django.utils import timezone
from tests.records import make
from tests.records.api_client import Api
from tests.records.messages import given

from shuke.records.access.models import Role
from shuke.records.messages.models import MessageSend, State, Template

pytestmark = pytest.mark.django_db


def letter(number: str, **fields: object) -> dict[str, object]:
    return {"customer": number, "subject": "您好", "text": "谢谢您", **fields}


def test_a_message_is_queued_and_its_receipt_read() -> None:
    pan = given.reader(email="pan.wei@example.com")
    api = Api()

    made = api.post("/messages", letter(pan.number))
    given.run_sender()
    read = api.get(f"/messages/{made.json()['id']}").json()

    assert (made.status_code, made.json()["state"]) == (201, "queued")
    assert (read["state"], read["address"], read["attempts"]) == ("sent", "pan.wei@example.com", 1)
    assert read["message_id"].startswith("<")
    assert read["settled_at"] is not None


def test_the_same_key_is_the_same_message_and_another_callers_is_not() -> None:
    pan = given.reader()
    till, shop = Api(), Api()

    ids = [api.post("/messages", letter(pan.number, key="order-1")).json()["id"] for api in (till, till, shop)]

    assert ids[0] == ids[1] != ids[2]
    assert MessageSend.objects.count() == 2


def test_a_template_speaks_the_customers_language() -> None:
    pan = given.reader("潘伟", language="zh-hans")
    given.template()

    made = Api().post("/messages", {"customer": pan.number, "template": "welcome"}).json()

    assert (made["subject"], made["purpose"], made["template"]) == ("潘伟，您好", "care", "welcome")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"template": "welcome"}, 422),
        ({"text": ""}, 422),
        ({"subject": "a\r\nBcc: all@example.com"}, 422),
        ({"channel": "pigeon"}, 422),
        ({"subject": "", "text": "", "template": "nothing"}, 422),
        ({"customer": "nobody"}, 422),
    ],
)
def test_what_cannot_be_sent_is_refused(fields: dict[str, object], status: int) -> None:
    pan = given.reader()
    given.template()

    assert Api().post("/messages", letter(pan.number) | fields).status_code == status
    assert not MessageSend.objects.exists()


def test_a_missing_value_is_told_in_the_answer() -> None:
    nameless = given.reader("")
    given.template()

    answer = Api().post("/messages", {"customer": nameless.number, "template": "welcome"})

    assert answer.status_code == 422
    assert "“name”" in answer.json()["detail"]


def test_messages_are_listed_by_state_and_customer_a_page_at_a_time() -> None:
    pan, mei = given.reader(), given.reader()
    for _ in range(3):
        given.queued(pan)
    given.queued(mei)
    api = Api()

    first = api.get("/messages", customer=pan.number, limit=2).json()
    second = api.get("/messages", customer=pan.number, limit=2, starting_after=first["next_cursor"]).json()

    assert (len(first["data"]), first["has_more"]) == (2, True)
    assert (len(second["data"]), second["has_more"]) == (1, False)
    assert api.get("/messages", state="sent").json()["data"] == []
    assert len(api.get("/messages").json()["data"]) == 4


def test_another_stores_messages_are_not_there() -> None:
    here, there = make.store(), make.store()
    pan = given.reader(home=there)
    send = given.queued(pan)
    api = Api(Role.INTEGRATOR, here)

    assert api.get("/messages").json()["data"] == []
    assert api.get(f"/messages/{send.pk}").status_code == 404
    assert api.post(f"/messages/{send.pk}/cancel").status_code == 404
    assert api.post("/messages", letter(pan.number)).status_code == 422
    assert api.get(f"/customers/{pan.number}/contact").status_code == 404


def test_who_only_reads_sends_nothing_and_the_till_reads_none() -> None:
    pan = given.reader()
    given.queued(pan)
    reader = Api(Role.ANALYST)

    assert reader.get("/messages").status_code == 200
    assert reader.post("/messages", letter(pan.number)).status_code == 403
    assert reader._send("PUT", "/message-templates/x", {}, {}).status_code in (403, 422)
    assert Api(Role.FRONT_LINE).get("/messages").status_code == 403


def test_what_waits_is_cancelled_once() -> None:
    send = given.queued(given.reader())
    api = Api()

    assert api.post(f"/messages/{send.pk}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/messages/{send.pk}/cancel").status_code == 422


def test_whether_somebody_may_be_contacted_is_answered_with_the_reason() -> None:
    pan = given.reader()
    given.said(pan, yes=False, purpose="care")

    told = {
        (one["channel"], one["purpose"]): one for one in Api().get(f"/customers/{pan.number}/contact").json()["data"]
    }

    assert told["email", "service"]["may"] == "yes"
    assert (told["email", "care"]["may"], told["email", "care"]["reason"]) == ("no", "unsubscribed")
    assert told["email", "marketing"]["reason"] == "never_agreed"
    assert told["post", "service"]["reason"] == "no_address"


def test_a_template_is_made_changed_and_loses_a_language() -> None:
    owner = Api(Role.OWNER)
    both = {"en": {"subject": "Hi", "text": "Hello"}, "zh-hans": {"subject": "您好", "text": "欢迎"}}
    plain = {"name": "Greeting", "purpose": "care"}

    made = owner._send("PUT", "/message-templates/greeting", {**plain, "texts": both}, {})
    changed = owner._send("PUT", "/message-templates/greeting", {**plain, "texts": {"en": both["en"]}}, {})
    wrong = owner._send(
        "PUT", "/message-templates/greeting", {**plain, "texts": {"en": {"subject": "{{ stars }}", "text": "x"}}}, {}
    )

    assert (made.status_code, sorted(made.json()["texts"])) == (200, ["en", "zh-hans"])
    assert sorted(changed.json()["texts"]) == ["en"]
    assert wrong.status_code == 422
    assert Template.objects.count() == 1
    assert owner.get("/message-templates").json()["data"] == [changed.json()]


def test_a_message_for_later_waits() -> None:
    pan = given.reader()
    later = timezone.now() + dt.timedelta(days=1)

    made = Api().post("/messages", letter(pan.number, due_at=later.isoformat())).json()
    given.run_sender()

    assert MessageSend.objects.get(pk=made["id"]).state == State.QUEUED
