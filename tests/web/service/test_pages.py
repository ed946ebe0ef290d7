import base64
import json
import os
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.records import make
from tests.records.cases import given
from tests.records.membership import given as membership
from tests.web.conftest import client_of

from shuke.lib.signed import new_secret, signature_of
from shuke.outcomes.models import Recovery
from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Attachment, CannedReply, Case, Compensation, Desk, Hook, Improvement, Ring, Topic
from shuke.records.cases.services import (
    NewCase,
    add_note,
    close,
    done_steps,
    follow_up,
    merge,
    ring,
    take_in,
    wait_for_customer,
)
from shuke.records.messages.models import MessageSend
from shuke.records.surveys.models import Ask
from shuke.web.models import SavedView
from shuke.web.service.links import ask_link, table_link

pytestmark = pytest.mark.django_db
LATER = given.NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def at_the_desk() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


def browser(role: str = Role.AGENT, *stores: Any) -> Client:
    return client_of(make.staff(role, *stores, has_seen_tour=True))


def shown(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return str(page.content.decode())


def part_of(page: str, name: str) -> str:
    """The address from which the page brings in what comes after it."""
    found = re.search(rf'hx-get="(/service/\d+/{name}/)"', page)
    assert found is not None
    return found[1]


def test_the_inbox_stands_by_deadline_with_the_case_and_its_customer() -> None:
    guest = make.customer("Lu Jiusi", phone="13800138000")
    given.case(text="Opening hours")
    given.complaint(customer=guest, text="Damp beans")

    page = shown(browser(), "/service/")

    assert page.index("Damp beans") < page.index("Opening hours")
    for words in ("2 open", "Lu Jiusi", "waits for a first answer"):
        assert words in page
    beside = shown(browser(), part_of(page, "beside"))
    for words in ("Lu Jiusi", "Good to know before you speak", "tel:"):
        assert words in beside


def test_a_waiting_case_says_that_its_clock_stands() -> None:
    held = given.case()
    wait_for_customer(scope=given.scope(), now=LATER, case=held)

    assert "clock stands" in shown(browser(), "/service/")


def test_who_has_a_case_is_warned_as_long_before_as_the_settings_say() -> None:
    keeper = make.staff(Role.AGENT, has_seen_tour=True)
    held = given.case(customer=make.customer("Lu", owner=keeper))
    assert held.warn_at is not None
    client = client_of(keeper)
    assert "runs out soon" not in shown(client, "/service/")

    for minutes, is_warned in ((-1, False), (0, True)):
        with time_machine.travel(held.warn_at + timedelta(minutes=minutes), tick=False):
            page = shown(client_of(keeper), "/service/")
        assert ("sk-clock-soon" in page) == is_warned
        assert ("The promise of 1 of your cases runs out soon." in page) == is_warned


def test_where_nobody_is_named_for_broken_promises_the_inbox_says_so() -> None:
    held, named = given.case(), given.agent()
    with time_machine.travel(held.next_due_at + timedelta(minutes=1), tick=False):
        assert "1 promise was not kept, and nobody is told" in shown(browser(), "/service/")
        assert "/settings/service/" in shown(browser(Role.OWNER), "/service/")
        Desk.objects.filter(pk=1).update(escalate_to=named)
        assert "nobody is told" not in shown(browser(), "/service/")


def test_strangers_other_stores_and_other_roles() -> None:
    here, elsewhere = make.store(), make.store()
    held = given.case(store=elsewhere, text="Secret beans")

    assert Client().get("/service/").status_code == 302
    assert browser(Role.FRONT_LINE).get("/service/").status_code == 403
    assert browser(Role.AGENT, here).get(f"/service/{held.pk}/").status_code == 404
    assert "Secret beans" not in shown(browser(Role.AGENT, here), "/service/?view=all")


def test_whoever_only_reads_changes_nothing() -> None:
    held, reader = given.complaint(), browser(Role.ANALYST)

    page = shown(reader, f"/service/{held.pk}/")
    assert "Stamp this step" not in page
    assert "/service/new/" not in page
    assert "/service/new/" in shown(browser(), "/service/rows/")
    for path in ("reply/", "note/", "assign/", "step/received/", "close/", "compensate/"):
        assert reader.post(f"/service/{held.pk}/{path}", {"text": "x"}).status_code == 403


def test_a_reply_that_is_refused_keeps_its_words() -> None:
    client, held = browser(), given.case(customer=make.customer("Lu"))
    program = SimpleUploadedFile("invoice.pdf", b"MZ\x90\x00")

    page = client.post(f"/service/{held.pk}/reply/", {"text": "We send new beans.", "attached": program})
    written = page.content.decode()
    assert (page.status_code, "We send new beans.</textarea>" in written) == (422, True)
    assert "cannot be attached" in written
    close(scope=given.scope(), now=LATER, case=held)
    page = client.post(f"/service/{held.pk}/reply/", {"text": "One thing more."})

    assert (page.status_code, "One thing more.</textarea>" in page.content.decode()) == (422, True)
    assert not held.entries.filter(kind="out").exists()


def test_a_reply_to_a_case_that_was_merged_meanwhile_stands_in_the_whole() -> None:
    client, guest = browser(), make.customer("Lu")
    whole, part = given.case(customer=guest), given.case(customer=guest, text="And the invoice?")
    merge(scope=given.scope(), now=LATER, case=part, into=whole)

    page = client.post(f"/service/{part.pk}/reply/", {"text": "It is in the mail."})

    written = page.content.decode()
    assert (page.status_code, "It is in the mail.</textarea>" in written) == (422, True)
    assert f"Case {part.pk} became part of case {whole.pk}; go on there." in written
    assert f'action="/service/{whole.pk}/reply/"' in written


def test_a_message_of_a_merged_case_becomes_a_case_of_its_own() -> None:
    client, guest = browser(), make.customer("Lu")
    whole, part = given.case(customer=guest), given.case(text="And the invoice?")
    merge(scope=given.scope(), now=LATER, case=part, into=whole)
    offered = re.search(rf'href="(/service/{whole.pk}/split/\d+/)"', shown(client, f"/service/{whole.pk}/"))
    assert offered is not None

    client.post(offered[1], {"subject": "The invoice", "kind": "service"})

    assert Case.objects.get(subject="The invoice").customer == guest


def test_a_skill_that_no_database_can_hold_is_refused() -> None:
    values = {"staff": make.staff(Role.AGENT).pk, "most_open": "5", "skills": "9" * 25}

    assert browser(Role.OWNER).post("/settings/service/place/new/", values).status_code == 422


def test_pages_ask_the_same_however_many_cases_there_are(django_assert_num_queries: Any) -> None:
    client, guest = browser(Role.OWNER), membership.member(membership.plan(), name="Lu").customer
    held = given.complaint(customer=guest)
    client.get("/service/")
    for number in range(45):
        given.complaint(customer=guest, text=f"Number {number}")

    with django_assert_num_queries(14):
        page = shown(client, f"/service/{held.pk}/")
    with django_assert_num_queries(14):
        shown(client, "/service/")
    with django_assert_num_queries(9):
        shown(client, "/service/?view=all&kind=praise")
    with django_assert_num_queries(7):
        shown(client, "/service/rows/")
    with django_assert_num_queries(15):
        shown(client, part_of(page, "beside"))
    with django_assert_num_queries(6):
        shown(client, part_of(page, "canned"))
    assert page.count("data-row") == 40
    assert "from=" in page
    assert client.get("/service/?from=nonsense&category=x&since=never").status_code == 200


@pytest.mark.parametrize("step", ["assigned", "compensation", "reply", "follow_up", "closed"])
def test_a_case_asks_no_more_at_any_step(step: str, django_assert_max_num_queries: Any) -> None:
    client, person = browser(Role.OWNER), given.agent()
    held = given.brought_to(step, given.complaint(customer=make.customer("Lu")), by=scope_of_staff(person))
    client.get("/service/")

    with django_assert_max_num_queries(15):
        shown(client, f"/service/{held.pk}/")


def test_the_poll_answers_only_what_changed() -> None:
    client = browser()
    given.case()
    page = shown(client, "/service/")
    digest = re.search(r"digest=(\w+)", page)
    assert digest is not None

    assert client.get(f"/service/rows/?view=soon&digest={digest[1]}").status_code == 204
    given.case(text="A new one")
    assert "A new one" in shown(client, f"/service/rows/?view=soon&digest={digest[1]}")


def test_a_reply_with_a_file_is_kept_and_saved_never_shown(data_folder: object) -> None:
    held, client = given.case(), browser()
    picture = SimpleUploadedFile("a<b>.png", b"\x89PNG\r\n\x1a\n" + b"0" * 9)

    client.post(
        f"/service/{held.pk}/reply/", {"text": "At nine.", "attached": [picture], "is_question": "on", "is_told": "on"}
    )

    kept = Attachment.objects.get()
    held.refresh_from_db()
    assert held.status == "waiting"
    answer = client.get(f"/service/files/{kept.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).endswith(b"0" * 9)
    assert browser(Role.AGENT, make.store()).get(f"/service/files/{kept.pk}/").status_code == 404


def test_an_executable_is_refused_with_a_sentence() -> None:
    held, client = given.case(), browser()
    virus = SimpleUploadedFile("invoice.pdf", b"MZ\x90\x00")

    answer = client.post(f"/service/{held.pk}/reply/", {"text": "see", "attached": [virus]}, follow=True)

    assert "cannot be attached" in answer.content.decode()
    assert not held.entries.filter(kind="out").exists()


def test_what_a_guest_writes_is_text_and_never_markup() -> None:
    held = given.case(text="<script>alert(1)</script>")

    assert "<script>alert(1)" not in shown(browser(), f"/service/{held.pk}/")


def test_canned_replies_are_filled_in() -> None:
    CannedReply.objects.create(name="Sorry", text="Dear {customer}, about {number}: {points}")
    held = given.case(customer=make.customer("Lu"))

    assert f"Dear Lu, about {held.pk}: {{points}}" in shown(browser(), f"/service/{held.pk}/canned/")
    assert browser(Role.ANALYST).get(f"/service/{held.pk}/canned/").status_code == 403


def test_a_complaint_is_walked_through_by_its_pages() -> None:
    person = make.staff(Role.AGENT, has_seen_tour=True)
    client = client_of(person)
    held = given.complaint(customer=make.customer("Lu"))
    cause = given.topic("cause")

    def post(path: str, **values: object) -> None:
        answer = client.post(f"/service/{held.pk}/{path}", values)
        assert answer.status_code == 302, (path, answer.content.decode()[-800:])

    post("reply/", text="We have it.", is_told="on")
    post("step/assigned/", investigator=person.pk)
    post("step/facts/", text="cold sealer")
    post("step/decision/", text="our fault")
    post("step/apology/", text="by phone")
    assert "Give compensation" in shown(client, f"/service/{held.pk}/")
    post("nothing/", text="wants none")
    post("reply/", text="This is our answer.", is_final="on", is_told="on")
    post("ask/")
    assert "/say/a/" in shown(client, f"/service/{held.pk}/")
    post("followed/", outcome="yes", text="")
    post("close/")
    post("learned/", cause=cause.pk, text="Check the heat", owner=person.pk, due_on="2026-03-09")

    held.refresh_from_db()
    assert held.status == "closed"
    assert len(done_steps(held)) == 10
    assert "Check the heat" in shown(client, "/service/improvements/")
    client.post(f"/service/improvements/{Improvement.objects.get().pk}/done/")
    assert Improvement.objects.get().done_on == date(2026, 3, 2)


def test_above_the_limit_only_another_person_approves() -> None:
    agent, manager = make.staff(Role.AGENT, has_seen_tour=True), make.staff(Role.MANAGER, has_seen_tour=True)
    guest = membership.member(membership.plan(), name="Lu").customer
    held = given.brought_to("compensation", given.complaint(customer=guest), by=scope_of_staff(agent))
    client_of(agent).post(f"/service/{held.pk}/compensate/", {"kind": "points", "points": 300, "reason": "damp"})
    gift = Compensation.objects.get()
    approve = f"/service/{held.pk}/gift/{gift.pk}/approve/"

    assert client_of(agent).post(approve).status_code == 403
    assert "waits for approval" in shown(client_of(agent), f"/service/{held.pk}/")
    assert f"/service/{held.pk}/" in shown(client_of(manager), "/service/?view=approve")
    assert approve in shown(client_of(manager), f"/service/{held.pk}/")
    client_of(manager).post(approve)

    gift.refresh_from_db()
    assert gift.state == "given"


def test_filing_assigning_merging_and_closing() -> None:
    client, colleague = browser(), make.staff(Role.AGENT)
    held, other = given.case(), given.case(text="Another")
    packing = given.topic(path="packing")

    client.post(f"/service/{held.pk}/assign/", {"owner": colleague.pk})
    client.post(f"/service/{held.pk}/file/", {
        "subject": "New", "kind": "suggestion", "priority": "low", "category": packing.pk, "answer": "planned",
        "tags": "beans，vip",
    })  # fmt: skip
    client.post(f"/service/{other.pk}/merge/", {"number": held.pk})
    client.post(f"/service/{held.pk}/call/", {"text": "told her", "is_reached": "on"})
    client.post(f"/service/{held.pk}/note/", {"text": "done"})
    client.post(f"/service/{held.pk}/close/")

    held.refresh_from_db()
    assert (held.owner, held.category, held.answer, held.status) == (colleague, packing, "planned", "closed")
    assert set(held.tags.values_list("name", flat=True)) == {"beans", "vip"}
    assert client.get(f"/service/{other.pk}/").headers["Location"] == f"/service/{held.pk}/"
    client.post(f"/service/{held.pk}/reopen/")
    held.refresh_from_db()
    assert held.status == "open"
    assert "There is no case" in client.post(f"/service/{held.pk}/merge/", {"number": 999}).content.decode()


def test_a_case_is_opened_at_the_counter_and_from_the_customers_page() -> None:
    guest = make.customer("Lu", home=make.store())

    browser(Role.FRONT_LINE).post(
        f"/service/new/?customer={guest.pk}", {"channel": "counter", "kind": "praise", "text": "The cushion!"}
    )

    held = Case.objects.get()
    assert (held.customer, held.channel, held.kind) == (guest, "counter", "praise")
    assert "The cushion!" in shown(browser(), f"/customers/{guest.pk}/cases/")
    assert "The cushion!" not in shown(browser(Role.FRONT_LINE), f"/customers/{guest.pk}/cases/")
    assert browser(Role.ANALYST).get("/service/new/").status_code == 403


def ticket_of(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_public_form_makes_a_case_once() -> None:
    stranger, store = Client(), make.store()
    page = shown(stranger, "/say/")
    told = {"kind": "complaint", "text": "Cold soup", "store": store.pk, "ticket": ticket_of(page)}

    for _ in range(2):
        thanks = stranger.post("/say/", told, follow=True)

    held = Case.objects.get()
    assert str(held.pk) in thanks.content.decode()
    assert (held.channel, held.store, held.first_replied_at) == ("form", store, None)


def test_the_code_of_a_table_knows_store_and_table() -> None:
    store = make.store()
    path = table_link(store, "7").partition("8000")[2]
    page = shown(Client(), path)

    Client().post(path, {"kind": "praise", "text": "Lovely", "ticket": ticket_of(page)})

    held = Case.objects.get()
    assert (held.channel, held.store, held.table) == ("table", store, "7")
    assert Client().get(path[:-3] + "xx/").headers["Location"] == "/say/"


def test_programs_and_floods_stop_at_the_form() -> None:
    page, stranger = shown(Client(), "/say/"), Client()
    told = {"kind": "question", "text": "Buy pills", "ticket": ticket_of(page)}

    stranger.post("/say/", {**told, "website": "http://pills"})
    stranger.post("/say/", {**told, "ticket": "made-up"})
    assert not Case.objects.exists()

    for _ in range(21):
        answer = stranger.post("/say/", {**told, "ticket": ticket_of(shown(stranger, "/say/"))})
    assert Case.objects.count() == 20
    assert "Too many messages" in answer.content.decode()


def test_the_question_is_read_without_changing_anything_and_a_no_opens_the_case_again() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    path = ask_link(given.question(held)).partition("8000")[2]

    assert "Are you satisfied" in shown(Client(), path)
    assert Ask.objects.get().answered_at is None
    assert Client().post(path, {}).status_code == 422
    Client().post(path, {"is_satisfied": "no", "wish": "Seal the bags"})

    held.refresh_from_db()
    assert (held.status, held.round) == ("open", 2)
    assert "opened your case again" in shown(Client(), path)
    assert Client().get(path[:-4] + "abc/").status_code == 410


def test_a_no_about_a_round_that_is_over_is_not_told_that_it_opened_the_case() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    path = ask_link(given.question(held)).partition("8000")[2]
    follow_up(scope=by, now=given.NOW + timedelta(minutes=2), case=held, outcome="no", text="")

    page = Client().post(path, {"is_satisfied": "no", "wish": ""}).content.decode()

    assert "whoever works on it reads it" in page
    assert "opened your case again" not in page
    assert "Answered by the link: not satisfied" in shown(browser(), f"/service/{held.pk}/")


def test_a_thank_you_after_the_end_is_closed_again_by_one_button() -> None:
    by = given.scope()
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)
    thanks = NewCase(kind="complaint", channel="form", text="Thank you!")
    take_in(scope=make.SYSTEM, now=LATER, origin="test", new=thanks, into=held)
    client = browser()

    assert "opened again. Where nothing new is wrong, close it" in shown(client, f"/service/{held.pk}/")
    client.post(f"/service/{held.pk}/close/")

    held.refresh_from_db()
    assert (held.status, held.round) == ("closed", 1)


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


def test_reports_count_with_doors() -> None:
    by, packing = given.scope(), given.topic(path="packing")
    guest = make.customer("Lu")
    for _ in range(2):
        given.complaint(customer=guest, category=packing)
    held = given.brought_to("follow_up", given.complaint(), by=by)
    follow_up(scope=by, now=LATER, case=held, outcome="yes", text="")
    close(scope=by, now=LATER, case=held)

    page = shown(browser(Role.OWNER), "/service/reports/")

    for words in ("packing", "66.7", ">1</a> satisfied", f"customer={guest.pk}", f"category={packing.pk}"):
        assert words in page
    for by_what in ("store", "product", "cause", "nonsense"):
        shown(browser(Role.OWNER), f"/service/reports/?by={by_what}&days=30")
    assert "packing" in shown(browser(), f"/service/?view=all&kind=complaint&category={packing.pk}")


def test_broken_promises_stand_by_colleague_and_each_opens_its_cases() -> None:
    late, agent = LATER - timedelta(days=20), given.agent()
    answered = given.case(text="Answered too late", now=late)
    Case.objects.filter(pk=answered.pk).update(owner=agent, first_replied_at=LATER, resolve_due_at=LATER)
    given.case(text="Nobody looked", now=late)
    waits = given.case(text="Waits for them", now=late)
    wait_for_customer(scope=given.scope(), now=late, case=waits)
    given.case(text="In time")
    client = browser(Role.OWNER)

    page = shown(client, "/service/reports/")

    assert f"owner={agent.pk}" in page
    theirs = shown(client, f"/service/?view=all&late=1&owner={agent.pk}")
    nobodys = shown(client, "/service/?view=all&late=1&owner=none&since=2026-01-01")
    assert ("Answered too late" in theirs, "Nobody looked" in theirs) == (True, False)
    assert ("Nobody looked" in nobodys, "Waits for them" in nobodys, "In time" in nobodys) == (True, False, False)


def test_what_was_escalated_stands_above_the_list_of_the_named_person() -> None:
    named = make.staff(Role.MANAGER, has_seen_tour=True)
    Desk.objects.filter(pk=1).update(escalate_to=named)
    held = given.case(text="Promise broken")
    Case.objects.filter(pk=held.pk).update(escalated_at=LATER)
    given.case(text="All well")

    assert "escalated to you" not in shown(browser(), "/service/")
    assert "1 case was escalated to you" in shown(client_of(named), "/service/")
    narrowed = shown(client_of(named), "/service/?view=soon&escalated=1")
    assert ("Promise broken" in narrowed, "All well" in narrowed) == (True, False)


def test_only_who_sees_every_case_is_named_for_what_is_escalated() -> None:
    far, reader = make.staff(Role.AGENT, make.store()), make.staff(Role.ANALYST)
    page = shown(browser(Role.OWNER), "/settings/service/")

    select = page[page.index('name="escalate_to"') :].partition("</select>")[0]
    assert (far.name in select, reader.name in select) == (False, False)


def test_who_was_praised_is_named_with_the_praise() -> None:
    kind_one = given.agent()
    given.case(kind="praise", text="She brought a cushion", praised=kind_one)
    client = browser(Role.OWNER)

    page = shown(client, "/service/reports/")

    assert kind_one.name in page
    assert "She brought a cushion" in shown(client, f"/service/?view=all&kind=praise&praised={kind_one.pk}")


def test_settings_of_the_service() -> None:
    owner, colleague = browser(Role.OWNER), make.staff(Role.AGENT)
    week = {f"day_{number}": "9:00-18:00" for number in range(7)}
    values = {**week, "warn_minutes": 60, "escalate_minutes": 30, "escalate_to": colleague.pk, "agent_most_points": 50}

    assert owner.post("/settings/service/", {**values, "day_3": "nine"}).status_code == 422
    closed = owner.post("/settings/service/", values | dict.fromkeys(week, ""))
    assert (closed.status_code, "Every day is closed" in closed.content.decode()) == (422, True)
    assert owner.post("/settings/service/", values).status_code == 302
    for what, row in {
        "day": {"day": "2026-10-01", "spans": "10:00-12:00", "note": "open"},
        "target": {"priority": "high", "service_class": "gold", "first_minutes": 15, "resolve_minutes": 60},
        "class": {"service_class": "gold", "least_priority": "high", "goes_to": colleague.pk},
        "topic": {"tree": "category", "name": "goods", "is_offered": "on"},
        "reply": {"name": "Sorry", "text": "Dear {customer}"},
        "place": {"staff": colleague.pk, "is_here": "on", "phone": "801"},
    }.items():
        answer = owner.post(f"/settings/service/{what}/new/", row)
        assert answer.status_code == 302, (what, answer.content.decode()[-600:])
    assert owner.post("/settings/service/reply/new/", {"name": "B", "text": "{nobody}"}).status_code == 422
    owner.post("/settings/service/hook/new/", {"name": "chat", "channel": "chat"})

    held = Desk.objects.get()
    assert (held.week[3], held.escalate_to, held.agent_most_points) == ("9:00-18:00", colleague, 50)
    page = shown(owner, "/settings/service/")
    for words in ("goods", "Dear {customer}", "801", "first answer 15, settled 60", "/service/hooks/"):
        assert words in page
    goods = Topic.objects.get()
    assert owner.post(f"/settings/service/topic/{goods.pk}/", {"tree": "category", "name": "wares"}).status_code == 302
    reply = CannedReply.objects.get()
    owner.post(f"/settings/service/reply/{reply.pk}/drop/")
    assert not CannedReply.objects.exists()
    assert "<svg" in shown(owner, f"/settings/service/table/?store={make.store().pk}&table=7")
    assert browser(Role.AGENT).get("/settings/service/").status_code == 403


def test_a_reply_and_the_question_leave_by_email_where_an_address_is_known() -> None:
    person = make.staff(Role.AGENT, has_seen_tour=True)
    known = given.brought_to(
        "reply", given.complaint(customer=make.customer("Lu", email="lu@example.com")), by=scope_of_staff(person)
    )
    unknown = given.case()
    client = client_of(person)

    client.post(f"/service/{known.pk}/reply/", {"text": "Our fault.", "is_final": "on", "by_email": "on"})
    client.post(f"/service/{unknown.pk}/reply/", {"text": "At nine.", "by_email": "on"})
    for _ in range(2):
        client.post(f"/service/{known.pk}/ask/")

    sent = list(MessageSend.objects.order_by("pk"))
    assert [send.subject for send in sent] == [f"{known.subject} [#{known.pk}]"] * 2
    assert sent[0].text == "Our fault."
    assert "/say/a/" in sent[1].text


@pytest.mark.parametrize("fields", [{"contact": "13800138000"}, {"channel": "chat", "thread_key": "hook-1:wx-7"}])
def test_where_nothing_can_leave_the_page_says_so_and_the_clock_runs(fields: dict[str, str]) -> None:
    held, client = given.case(**fields), browser()
    page = shown(client, f"/service/{held.pk}/")
    assert "Nothing leaves from here by itself" in page
    assert 'name="by_email"' not in page

    client.post(f"/service/{held.pk}/reply/", {"text": "At nine.", "by_email": "on"})
    held.refresh_from_db()
    assert held.first_replied_at is None
    assert "only written down: the customer does not know it yet" in shown(client, f"/service/{held.pk}/")

    client.post(f"/service/{held.pk}/reply/", {"text": "At nine.", "is_told": "on"})
    held.refresh_from_db()
    assert held.first_replied_at is not None
    assert "not sent from here: told another way" in shown(client, f"/service/{held.pk}/")


def test_what_became_of_a_reply_stands_below_it_and_is_brought_when_it_changes() -> None:
    held, client = given.case(contact="lu@example.com"), browser()
    client.post(f"/service/{held.pk}/reply/", {"text": "At nine.", "by_email": "on"})
    page = shown(client, f"/service/{held.pk}/")
    assert "e-mail: Queued" in page
    found = re.search(r'hx-get="(/service/\d+/lines/\?until=[^"]+)"', page)
    assert found is not None
    assert client.get(found[1]).status_code == 204

    MessageSend.objects.update(state="bounced", reason="bounced", settled_at=LATER)

    assert "e-mail: Came back (It came back: the address does not take mail)" in shown(client, found[1])


def test_what_complaints_keep_says_when_there_is_too_little_and_who_left_silently(scored_shop: object) -> None:
    Recovery.objects.create(
        as_of=date(2026, 3, 1),
        from_on=date(2025, 9, 1),
        until_on=date(2025, 11, 30),
        complainers=12,
        matched=10,
        currency="CNY",
        groups={
            "all": {
                "people": 10,
                "cost_minor": 1200,
                "spent_minor": 24000,
                "response": {
                    "treated": 0.8, "control": 0.5, "difference": 0.3, "lower": -0.1, "upper": 0.6, "verdict": "unclear"
                },
                "revenue": {"difference": 900.0},
            }
        },
    )  # fmt: skip

    page = shown(browser(Role.MANAGER), "/service/reports/recovery/")

    for words in ("10 of 12 people", "all who complained", "80%", "+30.0 points (−10.0 to +60.0)", "too few to tell"):
        assert words in page
    assert re.search(r"\d+ of \d+ lost customers never complained", page)
    assert "spans all stores" in shown(browser(Role.AGENT, make.store()), "/service/reports/recovery/")
    assert browser(Role.FRONT_LINE).get("/service/reports/recovery/").status_code == 403


def test_the_inbox_is_narrowed_and_kept_under_a_name() -> None:
    lake, dale = make.store("LAKE"), make.store("DALE")
    given.complaint(text="Damp beans & rice", store=lake)
    given.complaint(text="Cold soup", store=dale)
    client = browser()

    narrowed = client.post("/service/narrow/?view=all", {"kind": "complaint", "store": lake.pk, "q": "beans & rice"})
    address = narrowed["Location"]
    page = shown(client, address)
    assert "Damp beans" in page
    assert "Cold soup" not in page
    saved = client.post(address.replace("/service/", "/service/views/new/"), {"name": "River beans"})

    assert saved["Location"] == address
    page = shown(client, saved["Location"])
    assert "River beans" in page
    assert "Save view" not in page
    assert "Drop the view" in page
    assert "River beans" not in shown(client_of(make.staff(Role.AGENT, has_seen_tour=True)), "/service/")

    view = SavedView.objects.get()
    client.post(f"/service/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_a_view_for_all_colleagues_is_theirs_to_use_and_its_owners_to_drop() -> None:
    client, other = browser(), client_of(make.staff(Role.AGENT, has_seen_tour=True))
    client.post("/service/views/new/?view=mine&kind=praise", {"name": "Praise of mine", "is_shared": "on"})
    view = SavedView.objects.get()

    assert "Praise of mine" in shown(other, "/service/")
    assert view.state == {"view": "mine", "kind": "praise"}
    assert other.post(f"/service/views/{view.pk}/drop/").status_code == 404
    assert "Praise of mine" not in shown(client_of(make.staff(Role.OWNER, has_seen_tour=True)), "/customers/")


def test_a_name_that_one_has_already_is_refused_in_a_sentence() -> None:
    client = browser()
    client.post("/service/views/new/?kind=praise", {"name": "Praise"})

    again = client.post("/service/views/new/?kind=complaint", {"name": "praise"})

    assert again.status_code == 422
    assert "You have a view “praise” already" in again.content.decode()
    assert SavedView.objects.get().state == {"kind": "praise"}


def test_a_filter_names_only_the_stores_one_may_see() -> None:
    lake, dale = make.store("LAKE"), make.store("DALE")
    client = client_of(make.staff(Role.AGENT, lake, has_seen_tour=True))

    assert client.post("/service/narrow/", {"store": dale.pk}).status_code == 422
    assert "DALE" not in shown(client, "/service/narrow/")
