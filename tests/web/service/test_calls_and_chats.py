"""What comes in by itself: a ringing phone, new words, a signed chat."""

import base64
import json
import os
import re
from typing import Any

import pytest
from django.test import Client
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of
from tests.web.service.desk import LATER, browser, shown

from shuke.lib.signed import new_secret, signature_of
from shuke.records.access.models import Role
from shuke.records.cases.models import Case, Hook, Ring
from shuke.records.cases.services import add_note, ring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def test_the_phone_rings_on_the_screen_of_who_takes_it() -> None:
    person, guest = make.staff(Role.AGENT, has_seen_tour=True), make.customer("Lu", phone="13800138000")
    client = client_of(person)
    htmx = {"HX-Request": "true"}
    ring(scope=make.SYSTEM, now=LATER, phone="13800138000", agent=person.username, call_key="1")

    assert browser().post("/service/ring/", headers=htmx).status_code == 204
    assert client.post("/service/ring/", headers=htmx)["HX-Redirect"] == f"/customers/{guest.pk}/"
    assert client.post("/service/ring/", headers=htmx).status_code == 204
    ring(scope=make.SYSTEM, now=LATER, phone="13800138000", agent=person.username, call_key="2")
    assert "Lu is calling" in client.post("/service/ring/", {"busy": "1"}, headers=htmx).content.decode()
    assert Ring.objects.filter(seen_at__isnull=True).count() == 0


def test_every_page_of_who_takes_calls_asks_for_them_cheaply(django_assert_num_queries: Any) -> None:
    agent, reader = browser(Role.AGENT), browser(Role.ANALYST)

    assert 'hx-post="/service/ring/"' in shown(agent, "/today/")
    assert 'hx-post="/service/ring/"' not in shown(reader, "/today/")
    with django_assert_num_queries(4):
        silent = agent.post("/service/ring/")
    assert (silent.status_code, silent["HX-Trigger"]) == (204, '{"calls-never": {}}')
    ring(scope=make.SYSTEM, now=LATER, phone="13800138000", agent=make.staff(Role.AGENT).username, call_key="1")
    assert "HX-Trigger" not in agent.post("/service/ring/")
    assert reader.post("/service/ring/").status_code == 403


def test_every_two_seconds_the_page_learns_whether_anything_is_new(django_assert_num_queries: Any) -> None:
    client, held = browser(), given.case()
    opened = client.post("/service/ring/", {"mark": ""})
    mark = json.loads(opened["HX-Trigger"])["cases-marked"]["mark"]

    with django_assert_num_queries(4):
        still = client.post("/service/ring/", {"mark": mark})
    assert (still.status_code, "HX-Trigger" in still) == (204, False)
    add_note(scope=given.scope(), now=LATER, case=held, text="She called")

    changed = client.post("/service/ring/", {"mark": mark})
    assert "cases-changed" in json.loads(changed["HX-Trigger"])


def test_a_conversation_is_brought_again_only_with_new_words() -> None:
    client, held = browser(), given.case(text="When do you open?")
    found = re.search(r'hx-get="(/service/\d+/lines/[^"]+)"', shown(client, f"/service/{held.pk}/"))
    assert found is not None

    assert client.get(found[1]).status_code == 204
    add_note(scope=given.scope(), now=LATER, case=held, text="She called")
    page = shown(client, found[1])
    assert ("When do you open?" in page, "She called" in page, "<textarea" in page) == (True, True, False)
    assert browser(Role.AGENT, make.store()).get(found[1]).status_code == 404


def send(hook: Hook, body: dict[str, Any], *, message_id: str = "m1", secret: str = "", at: int | None = None) -> Any:
    raw, moment = json.dumps(body).encode(), str(at or int(LATER.timestamp()))
    signature = signature_of(secret or hook.secret, message_id=message_id, timestamp=moment, body=raw)
    headers = {"webhook-id": message_id, "webhook-timestamp": moment, "webhook-signature": f"v1,xx {signature}"}
    return Client(headers=headers).post(f"/service/hooks/{hook.pk}/", raw, content_type="application/json")


def test_a_signed_chat_becomes_one_case() -> None:
    hook = Hook.objects.create(name="chat", channel="chat", secret=new_secret(), made_at=given.NOW)
    body = {"type": "message.received", "data": {"conversation": "c7", "text": "Hello?", "name": "Xu"}}

    first, again = send(hook, body), send(hook, body)
    send(hook, {"data": {"conversation": "c7", "text": "Anybody?"}}, message_id="m2")

    assert first.status_code == 202
    assert first.json() == again.json()
    held = Case.objects.get()
    assert [entry.text for entry in held.entries.filter(kind="in").order_by("pk")] == ["Hello?", "Anybody?"]


def test_an_unsigned_old_or_unreadable_message_is_refused() -> None:
    hook = Hook.objects.create(name="chat", channel="chat", secret=new_secret(), made_at=given.NOW)
    body = {"data": {"conversation": "c7", "text": "Hello?"}}
    other = "whsec_" + base64.b64encode(os.urandom(32)).decode()

    assert send(hook, body, secret=other).status_code == 401
    assert send(hook, body, at=int(LATER.timestamp()) - 3600).status_code == 401
    assert send(hook, {"nothing": 1}).status_code == 422
    assert send(hook, {"data": {"text": ""}}).status_code == 422
    Hook.objects.update(revoked_at=LATER)
    assert send(hook, body).status_code == 401
    assert not Case.objects.exists()
