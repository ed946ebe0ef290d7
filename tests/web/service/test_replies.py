"""What is answered: words that stay, files, canned replies, how it leaves."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of
from tests.web.service.desk import LATER, browser, shown

from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Attachment, CannedReply, Case
from shuke.records.cases.services import close, merge
from shuke.records.messages.models import MessageSend

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


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

    changed = shown(client, found[1])
    assert "e-mail: Came back<" in changed
    assert "It came back: the address does not take mail" in changed
