"""A complaint by mail, from the first word to the end: real servers bring it and take the answers."""

import os
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.channels.conftest import MailServer, mail_server
from tests.channels.inbox import letters
from tests.channels.inbox.conftest import imap_server
from tests.channels.inbox.dovecot import Dovecot
from tests.jobs.conftest import StartWorker, eventually, start_worker, traces
from tests.records import make
from tests.records.cases import given
from tests.records.membership import given as membership
from tests.records.messages.given import run_sender
from tests.web.conftest import client_of

from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.jobs.services import enqueue
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope, scope_of_staff
from shuke.records.cases.files import GivenFile
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.services import close, done_steps, propose, reply
from shuke.records.cases.tasks import read_mail
from shuke.records.customers.models import Customer
from shuke.records.customers.services import add_identity
from shuke.records.messages.models import MessageSend, ReceivedMail, State

__all__ = ["imap_server", "mail_server", "start_worker", "traces"]
pytestmark = [pytest.mark.story, pytest.mark.django_db]

READ_TASK, SEND_TASK = "shuke.records.cases.tasks.read_mail", "shuke.records.messages.tasks.send_due"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


class Desk:
    """One agent who reads and answers, and the two mail servers between them and Mr Pan."""

    def __init__(self, smtp: MailServer, imap: Dovecot, settings: Any) -> None:
        self.smtp, self.imap, self.settings = smtp, imap, settings
        self.agent: Staff = given.agent(has_seen_tour=True)
        self.scope: Scope = scope_of_staff(self.agent)
        self.page: Client = client_of(self.agent)
        self.read_to = 0

    def read(self) -> None:
        read_mail(job=JobContext())

    def posted(self) -> list[EmailMessage]:
        """What has reached Mr Pan since he looked last."""
        run_sender()
        new = self.smtp.taken[self.read_to :]
        self.read_to = len(self.smtp.taken)
        return new


@pytest.fixture
def desk(mail_server: MailServer, imap_server: Dovecot, data_folder: Any, settings: Any) -> Desk:
    settings.EMAIL_URL, settings.IMAP_URL = mail_server.url, imap_server.url
    settings.DEFAULT_FROM_EMAIL = "hello@shop.example"
    return Desk(mail_server, imap_server, settings)


def pan() -> Customer:
    customer = membership.member(membership.plan(), name="潘天伟").customer
    add_identity(scope=make.SYSTEM, now=MONDAY, origin="test", customer=customer, kind="email", value="pan@example.com")
    return customer


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_complaint_by_mail_to_its_end(desk: Desk) -> None:
    with time_machine.travel(MONDAY, tick=True) as clock:
        customer = pan()
        desk.read()
        desk.imap.deliver(letters.nameless_chinese())
        desk.read()

        case = Case.objects.get()
        assert (case.kind, case.channel, case.customer) == ("complaint", "email", customer)
        (arrived,) = desk.posted()
        assert (arrived["To"], arrived["In-Reply-To"]) == ("pan@example.com", "<zh1@example.com>")
        assert f"编号为 {case.pk}" in words_of(arrived)
        assert arrived["Auto-Submitted"] == "auto-replied"

        given.brought_to("compensation", case, by=desk.scope, now=datetime.now(UTC))
        gift = given.points(80, reason="受潮的咖啡豆")
        propose(scope=desk.scope, now=datetime.now(UTC), case=case, gift=gift, random_bytes=os.urandom)

        # The server is away for an hour: the answer waits, and leaves once.
        desk.smtp.answers["MAIL"] = ["421 away"] * 20
        answer = reply(
            scope=desk.scope, now=datetime.now(UTC), case=case, text="是我们的错，已补 80 积分。",
            is_final=True, by_email=True, files=[GivenFile("豆子.png", b"\x89PNG\r\n\x1a\n1")],
        )  # fmt: skip
        for _ in range(4):
            assert desk.posted() == []
            clock.shift(timedelta(minutes=15))
        desk.smtp.answers.clear()
        clock.shift(timedelta(minutes=45))
        (mail,) = desk.posted()
        assert desk.posted() == []
        assert (mail["In-Reply-To"], mail["References"].split()[0]) == ("<zh1@example.com>", "<zh1@example.com>")
        assert "已补 80 积分" in words_of(mail)
        assert [file.get_filename() for file in mail.iter_attachments()] == ["豆子.png"]
        assert MessageSend.objects.get(key=f"case-entry:{answer.pk}").state == State.SENT

        # The survey; a no opens the complaint again.
        desk.page.post(f"/service/{case.pk}/ask/")
        (survey,) = desk.posted()
        link = re.search(r"http\S+(/say/a/\S+)", words_of(survey))
        assert link is not None
        Client().post(link[1], {"is_satisfied": "no", "wish": "新豆子也受潮了"})
        case.refresh_from_db()
        assert (case.status, case.round) == ("open", 2)

        # He writes once more, to the answer he got; his words are in the same case.
        desk.imap.deliver(
            letters.mail("请换一家供应商", in_reply_to=mail["Message-ID"], message_id="<pan2@example.com>")
        )
        desk.read()
        assert list(case.entries.filter(kind=Entry.Kind.IN).values_list("text", flat=True))[-1] == "请换一家供应商"
        assert desk.posted() == []

        given.brought_to("follow_up", case, by=desk.scope, now=datetime.now(UTC))
        desk.page.post(f"/service/{case.pk}/ask/")
        (again,) = desk.posted()
        second = re.search(r"http\S+(/say/a/\S+)", words_of(again))
        assert second is not None
        assert second[1] != link[1]
        Client().post(second[1], {"is_satisfied": "yes", "wish": ""})
        close(scope=desk.scope, now=datetime.now(UTC), case=case)

        case.refresh_from_db()
        assert case.status == "closed"
        assert "closed" in done_steps(case)
        assert Case.objects.count() == 1
        assert MessageSend.objects.exclude(state=State.SENT).count() == 0


@pytest.mark.django_db(transaction=True)
def test_workers_killed_while_they_read_and_while_they_send_lose_and_double_nothing(
    start_worker: StartWorker, mail_server: MailServer, imap_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        imap_server.deliver(letters.mail(f"Where is order {number}?", message_id=f"<{number}@example.com>",
                                         sender=f"guest{number}@example.com"))  # fmt: skip
    monkeypatch.setenv("EMAIL_URL", mail_server.url)
    monkeypatch.setenv("IMAP_URL", imap_server.url)
    monkeypatch.setenv("SHUKE_FROM", "hello@shop.example")
    Job.objects.all().delete()
    mail_server.answers["RCPT"] = ["stall"]
    enqueue(READ_TASK)
    killed = start_worker()
    eventually(lambda: mail_server.stalled)

    killed.kill()
    killed.wait()
    mail_server.is_released = True
    Job.objects.all().delete()
    # The lease of the message that was being sent runs out.
    MessageSend.objects.filter(state=State.SENDING).update(sending_until=datetime.now(UTC) - timedelta(minutes=1))
    enqueue(READ_TASK)
    enqueue(SEND_TASK)
    start_worker()
    eventually(lambda: MessageSend.objects.filter(state=State.SENT).count() == 3)

    assert ReceivedMail.objects.count() == Case.objects.count() == 3
    ids = [mail["Message-ID"] for mail in mail_server.taken]
    assert len(ids) == len(set(ids)) == 3
