import datetime as dt
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from tests.records import make
from tests.records.messages import given
from tests.web.conftest import SignedIn, client_of

from shuke.records.access.models import AuditEntry, Role
from shuke.records.messages.models import (
    ChannelPause,
    ContactCap,
    ContactPrice,
    ContactRules,
    MessageSend,
    State,
    Template,
)
from shuke.records.messages.queries import minutes_of_work
from shuke.records.messages.services import print_due

pytestmark = pytest.mark.django_db

LETTER = {"key": "page:1", "channel": "email", "purpose": "service", "subject": "您好", "text": "谢谢您"}
WELCOME = {
    "name": "Welcome", "code": "welcome", "purpose": "care", "is_on": "on",
    "subject-en": "Welcome, {{ name }}", "body-en": "Glad you came, {{ salutation|dear guest }}.",
    "subject-zh-hans": "", "body-zh-hans": "", "subject-zh-hant": "", "body-zh-hant": "",
}  # fmt: skip


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_the_outbox_shows_what_left_and_why_the_rest_did_not(signed_in: SignedIn) -> None:
    pan, mei = given.reader("潘伟"), given.reader("林梅")
    given.said(mei, yes=False, purpose="care")
    sent, refused = given.queued(pan, subject="谢谢"), given.queued(mei, purpose="care", subject="生日快乐")
    given.run_sender()
    client = signed_in()

    page = body(client.get("/settings/messages/"))

    assert "谢谢" in page
    assert "The customer said no to it" in page
    assert "生日快乐" not in body(client.get("/settings/messages/?state=sent"))
    assert "谢谢" not in body(client.get(f"/settings/messages/?customer={mei.pk}"))
    assert sent.pk != refused.pk


def test_a_long_outbox_is_paged_with_few_questions(
    signed_in: SignedIn, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuke.web.messages.views.outbox.ROWS_A_PAGE", 3)
    pan = given.reader()
    for number in range(5):
        given.queued(pan, subject=f"Letter {number}")
    client = signed_in()

    with django_assert_max_num_queries(13):
        first = body(client.get("/settings/messages/"))

    assert "Letter 4" in first
    assert "Letter 0" not in first
    start = first.index("?from=")
    second = body(client.get("/settings/messages/" + first[start : first.index('"', start)]))
    assert "Letter 0" in second


def test_another_stores_message_is_not_there(signed_in: SignedIn) -> None:
    here, there = make.store(), make.store()
    send = given.queued(given.reader(home=there), subject="Of the other store")
    client = signed_in("manager", here)

    assert "Of the other store" not in body(client.get("/settings/messages/"))
    for address in (f"/settings/messages/{send.pk}/", f"/settings/messages/{send.pk}/page/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/settings/messages/{send.pk}/cancel/").status_code == 404
    assert client.get(f"/customers/{send.customer_id}/write/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/settings/messages/",
        "/settings/templates/",
        "/settings/contact/",
        "/settings/contact/prices/",
        "/settings/templates/new/",
    ],
)
def test_a_stranger_is_led_to_sign_in(address: str) -> None:
    assert Client().get(address)["Location"].startswith("/sign-in/")


def test_who_only_reads_can_neither_write_nor_change(signed_in: SignedIn) -> None:
    send = given.queued(given.reader())
    client = signed_in("analyst")

    assert client.get("/settings/messages/").status_code == 200
    for address in (f"/settings/messages/{send.pk}/cancel/", "/settings/messages/print/", "/settings/contact/"):
        assert client.post(address).status_code == 403
    assert client.post(f"/customers/{send.customer_id}/write/", LETTER).status_code == 403
    assert client.get("/settings/templates/new/").status_code == 403
    assert given.state_of(send)[0] == State.QUEUED


def test_a_message_is_shown_in_a_frame_where_nothing_runs(signed_in: SignedIn) -> None:
    send = given.queued(given.reader(), text="<script>alert(1)</script>", purpose="care")
    client = signed_in()

    page, framed = body(client.get(f"/settings/messages/{send.pk}/")), client.get(f"/settings/messages/{send.pk}/page/")

    assert "<iframe" in page
    assert " sandbox " in page
    assert "<script>alert" not in body(framed)
    assert "&lt;script&gt;" in body(framed)
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "/u/" not in body(framed)  # a colleague who looks cannot unsubscribe the customer


def test_an_address_is_masked_for_who_may_not_see_it(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    send = given.queued(given.reader(email="pan.wei@example.com"))
    given.run_sender()

    assert "pan.wei@example.com" in body(signed_in().get(f"/settings/messages/{send.pk}/"))


def test_a_mail_server_that_is_away_is_said(signed_in: SignedIn) -> None:
    now = timezone.now()
    ChannelPause.objects.create(
        channel="email",
        failures=3,
        since=now,
        until=now + dt.timedelta(minutes=9),
        reason="unreachable",
        detail="refused",
    )

    assert "The server could not be reached" in body(signed_in().get("/settings/messages/"))


def test_a_person_decides_about_a_held_message(signed_in: SignedIn) -> None:
    send = given.queued(given.reader())
    MessageSend.objects.update(state=State.HELD, reason="unsure")
    client = signed_in()

    assert "It arrived" in body(client.get(f"/settings/messages/{send.pk}/"))
    assert "reads it twice" in body(client.get(f"/settings/messages/{send.pk}/again/"))
    client.post(f"/settings/messages/{send.pk}/again/")
    assert given.state_of(send) == (State.QUEUED, "by_hand")
    MessageSend.objects.update(state=State.HELD, reason="unsure")
    client.post(f"/settings/messages/{send.pk}/arrived/")
    assert given.state_of(send) == (State.SENT, "by_hand")
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"message.again", "message.confirm"}


def test_one_message_is_written_from_the_customers_page_and_once_however_often_it_is_sent(
    signed_in: SignedIn, outbox: Path
) -> None:
    pan = given.reader()
    client = signed_in()
    assert "Write to" in body(client.get(f"/customers/{pan.pk}/write/"))

    for _ in range(2):
        client.post(f"/customers/{pan.pk}/write/", LETTER)
    given.run_sender()

    send = MessageSend.objects.get()
    assert (send.state, send.subject, send.origin) == (State.SENT, "您好", "page")
    assert len(list(outbox.rglob("*.eml"))) == 1


def test_who_may_not_be_written_to_is_refused_before_it_is_queued(signed_in: SignedIn) -> None:
    pan = given.reader()

    answer = signed_in().post(f"/customers/{pan.pk}/write/", {**LETTER, "purpose": "marketing"})

    assert answer.status_code == 422
    assert "The customer never agreed to it" in body(answer)
    assert not MessageSend.objects.exists()


def test_a_template_fills_the_letter_in_the_customers_language(signed_in: SignedIn) -> None:
    pan = given.reader("潘伟", language="zh-hans")
    chosen = given.template()

    page = body(signed_in().get(f"/customers/{pan.pk}/write/?template={chosen.pk}"))

    assert "潘伟，您好" in page


def test_the_customers_page_says_why_and_why_not(signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    pan = given.reader()
    given.said(pan, yes=False)
    given.queued(pan, purpose="marketing", subject="Sale")
    given.run_sender()
    client = signed_in()

    with django_assert_max_num_queries(16):
        part = body(client.get(f"/customers/{pan.pk}/messages/"))

    assert "The customer said no to it" in part
    assert "No address is known for this channel" in part
    assert "Sale" in part
    assert f'hx-get="/customers/{pan.pk}/messages/"' in body(client.get(f"/customers/{pan.pk}/"))


def test_a_template_is_written_previewed_and_tested(signed_in: SignedIn) -> None:
    person = make.staff(Role.OWNER, has_seen_tour=True, email="me@shop.example")
    client = client_of(person)
    pan = given.reader("Pan Wei", language="en")

    client.post("/settings/templates/new/", WELCOME)
    template = Template.objects.get()
    preview = body(client.get(f"/settings/templates/{template.pk}/preview/?customer={pan.number}"))
    client.post(f"/settings/templates/{template.pk}/test/", {"customer": pan.number, "language": "en"})
    given.run_sender()

    assert "Welcome, Pan Wei" in preview
    assert "Glad you came, dear guest." in preview
    send = MessageSend.objects.get()
    assert (send.customer, send.address, send.state) == (None, "me@shop.example", State.SENT)
    assert "Welcome" in body(client.get("/settings/templates/"))
    assert client.get(f"/settings/templates/{template.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"body-en": "{{ stars }}"}, "There is no variable “stars”"),
        ({"subject-en": "", "body-en": ""}, "in one language at least"),
        ({"subject-zh-hans": "您好"}, "belong together"),
        ({"code": "taken"}, "Another template has the code"),
    ],
)
def test_a_template_that_cannot_be_sent_is_not_kept(signed_in: SignedIn, wrong: dict[str, str], told: str) -> None:
    given.template("taken")

    answer = signed_in().post("/settings/templates/new/", {**WELCOME, **wrong})

    assert answer.status_code == 422
    assert told in body(answer)
    assert Template.objects.count() == 1


def test_a_missing_value_is_a_sentence_in_the_preview(signed_in: SignedIn) -> None:
    nameless = given.reader("")
    template = given.template()

    page = body(signed_in().get(f"/settings/templates/{template.pk}/preview/?customer={nameless.number}"))

    assert "This customer has no value for “name”" in page


def test_what_a_contact_costs_is_written_down_with_a_trace(signed_in: SignedIn) -> None:
    client = signed_in()

    client.post("/settings/contact/prices/", {"sms": "0.045", "post": "1.2", "email": ""})
    client.post("/settings/contact/prices/", {"sms": "0.05", "post": ""})

    assert list(ContactPrice.objects.values_list("way", "amount")) == [("sms", Decimal("0.05"))]
    traces = AuditEntry.objects.filter(action="contact_prices.save").order_by("pk")
    assert [entry.facts["sms"] for entry in traces] == [["", "0.045"], ["0.0450", "0.05"]]
    assert traces[1].facts["post"] == ["1.2000", ""]
    assert client.post("/settings/contact/prices/", {"sms": "-1"}).status_code == 422


def test_how_long_work_takes_is_written_down_with_a_trace(signed_in: SignedIn) -> None:
    client = signed_in()
    given = {"task_minutes": "12", "case_minutes": "25"}

    client.post("/settings/contact/prices/", given)

    assert minutes_of_work() == {"task_minutes": 12, "case_minutes": 25}
    assert 'value="12"' in body(client.get("/settings/contact/prices/"))
    client.post("/settings/contact/prices/", {**given, "case_minutes": ""})
    assert minutes_of_work() == {"task_minutes": 12, "case_minutes": None}
    first, latest = AuditEntry.objects.filter(action="contact_prices.save").order_by("pk")
    assert (first.facts["task_minutes"], latest.facts["case_minutes"]) == (["", "12"], ["25", ""])
    assert "task_minutes" not in latest.facts
    assert client.post("/settings/contact/prices/", {"task_minutes": "0"}).status_code == 422


def test_quiet_hours_and_budget_are_set_with_a_trace(signed_in: SignedIn) -> None:
    client = signed_in()
    rules = {"quiet_from": "20:30", "quiet_until": "08:00", "over_budget": "skip", "messages-": "4", "days-": "30"}

    client.post("/settings/contact/", rules)

    kept = ContactRules.objects.get()
    assert (kept.quiet_from, kept.over_budget) == (dt.time(20, 30), "skip")
    assert list(ContactCap.objects.values_list("channel", "messages", "days")) == [("", 4, 30)]
    assert "caps" in AuditEntry.objects.get(action="contact_rules.save").facts
    assert client.post("/settings/contact/", {**rules, "days-": ""}).status_code == 422
    client.post("/settings/contact/", {**rules, "messages-": "", "days-": ""})
    assert not ContactCap.objects.exists()


def test_waiting_letters_are_printed_once_and_can_be_printed_again(signed_in: SignedIn) -> None:
    pan = given.reader("潘伟", address="南京西路 1 号")
    given.queued(pan, channel="post", text="感谢您")
    refused = given.queued(given.reader("林梅"), channel="post")
    client = signed_in()

    answer = client.post("/settings/messages/print/")
    pdfs = [client.get(answer["Location"].replace("letters", name)) for name in ("letters", "labels", "list")]

    texts = ["".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages) for pdf in pdfs]
    assert all("潘伟" in text.replace("\x00", "") for text in texts)
    assert given.state_of(refused) == (State.REFUSED, "no_address")
    assert print_due(scope=make.SYSTEM, now=timezone.now()) is None
    other = signed_in("manager", make.store())
    assert other.get(answer["Location"]).status_code == 404


def test_the_customers_page_says_how_much_of_the_budget_is_used_and_what_waits(signed_in: SignedIn) -> None:
    pan = given.reader()
    ContactCap.objects.create(channel="", messages=1, days=7)
    given.queued(pan, purpose="care", subject="Thanks")
    given.queued(pan, purpose="care", subject="Later")
    given.run_sender()

    page = body(signed_in().get(f"/customers/{pan.pk}/messages/"))

    assert "All channels together: 1 of 1 messages in 7 days · room again" in page
    assert "The customer has heard from us often enough lately · leaves from" in page
