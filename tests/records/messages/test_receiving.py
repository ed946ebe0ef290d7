"""A real IMAP server, read by the task that reads ours; and what becomes of mails about mails."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests.channels.inbox import letters
from tests.channels.inbox.conftest import imap_server
from tests.channels.inbox.dovecot import Dovecot
from tests.records import make
from tests.records.messages import given
from tests.records.messages.mails import arrived, sent

from shuke.jobs.context import JobContext
from shuke.records.cases.tasks import read_mail
from shuke.records.customers.models import Event
from shuke.records.customers.services import add_identity, merge_customers
from shuke.records.messages.mailbox import path_of, read_again
from shuke.records.messages.models import DeadAddress, Mailbox, ReceivedMail, ReceivedState, State
from shuke.records.messages.services import receiving, revive_address
from shuke.records.messages.services.receiving import NotFetched

__all__ = ["imap_server"]

pytestmark = pytest.mark.django_db


def read() -> None:
    read_mail(job=JobContext())


@pytest.fixture
def by_imap(imap_server: Dovecot, settings: Any) -> Dovecot:
    settings.IMAP_URL = imap_server.url
    read()  # the mailbox is known from here on
    return imap_server


def test_a_mail_is_kept_once_with_its_bytes(by_imap: Dovecot) -> None:
    raw = letters.nameless_chinese()
    by_imap.deliver(raw)

    read()
    read()

    kept = ReceivedMail.objects.get()
    assert (kept.sender, kept.sender_name, kept.subject) == ("pan@example.com", "潘天伟", "")
    assert path_of(kept.identity).read_bytes() == raw
    assert "受潮" in read_again(kept).text
    assert Mailbox.objects.get().fetched_at is not None


def test_the_same_mail_delivered_twice_is_kept_once(by_imap: Dovecot) -> None:
    raw = letters.mail(message_id="<one@example.com>")
    by_imap.deliver(raw)
    by_imap.deliver(b"Received: from the other server\r\n" + raw)

    read()

    assert ReceivedMail.objects.count() == 1


def test_killed_between_fetch_and_store_it_is_taken_by_the_next_run(
    by_imap: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        by_imap.deliver(letters.mail(f"words {number}", message_id=f"<{number}@example.com>"))
    real, calls = receiving._insert, []

    def killed(*args: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **named)

    monkeypatch.setattr(receiving, "_insert", killed)
    with pytest.raises(KeyboardInterrupt):
        read()
    monkeypatch.undo()
    read()
    read()

    assert sorted(ReceivedMail.objects.values_list("message_id", flat=True)) == [
        "<0@example.com>",
        "<1@example.com>",
        "<2@example.com>",
    ]


def test_a_mailbox_in_use_before_us_gives_its_unread_mail_of_the_week(imap_server: Dovecot, settings: Any) -> None:
    settings.IMAP_URL = imap_server.url
    imap_server.deliver(letters.mail("unread", message_id="<unread@example.com>"))
    imap_server.deliver_read(letters.mail("read by people", message_id="<read@example.com>"))

    read()
    imap_server.deliver(letters.mail("new", message_id="<new@example.com>"))
    read()

    assert sorted(ReceivedMail.objects.values_list("message_id", flat=True)) == [
        "<new@example.com>",
        "<unread@example.com>",
    ]


def test_a_mailbox_that_cannot_be_read_says_so_and_rests(imap_server: Dovecot, settings: Any) -> None:
    settings.IMAP_URL = imap_server.url.replace("word@", "wrong@")
    with pytest.raises(NotFetched, match="check user and password"):
        read()

    read()  # at rest: nothing is tried
    row = Mailbox.objects.get()
    settings.IMAP_URL = imap_server.url
    with time_machine.travel(row.rests_until or "", tick=True):
        read()
    back = Mailbox.objects.get()

    assert (row.failure, row.failure_facts["user"]) == ("refuses_us", "hello@shop.example")
    assert (row.failures, row.failing_since is None) == (1, False)
    assert (back.failures, back.failing_since, back.failure) == (0, None, "")


def test_without_a_mailbox_nothing_is_read(settings: Any) -> None:
    settings.IMAP_URL = ""

    read()

    assert not Mailbox.objects.exists()


def test_what_came_back_for_good_marks_message_and_address() -> None:
    pan = given.reader(email="Pan@Example.com")
    ours = sent(given.queued(pan))
    later = given.queued(pan)

    report = arrived(letters.bounce(ours.message_id))
    given.run_sender()

    ours.refresh_from_db()
    assert (ours.state, ours.reason, "user unknown" in ours.detail) == (State.BOUNCED, "bounced", True)
    assert report.state == ReceivedState.BOUNCE
    assert DeadAddress.objects.get().address == "pan@example.com"
    assert given.state_of(later) == (State.REFUSED, "dead_address")
    kinds = Event.objects.filter(customer=pan.pk, kind__startswith="message").values_list("kind", flat=True)
    assert sorted(kinds) == ["message.bounced", "message.refused"]


def test_what_could_not_be_delivered_in_time_leaves_the_address_alone() -> None:
    ours = sent(given.queued(given.reader(email="pan@example.com")))

    arrived(letters.bounce(ours.message_id, status="4.4.7"))

    assert given.state_of(ours) == (State.BOUNCED, "not_delivered")
    assert not DeadAddress.objects.exists()


def test_a_delay_changes_nothing() -> None:
    ours = sent(given.queued(given.reader()))

    report = arrived(letters.bounce(ours.message_id, action="delayed", status="4.4.1"))

    assert given.state_of(ours) == (State.SENT, "")
    assert report.state == ReceivedState.FILED


def test_a_made_up_report_bounces_nothing() -> None:
    ours = sent(given.queued(given.reader()))

    report = arrived(letters.bounce("<made-up@shop.example>"))

    assert given.state_of(ours) == (State.SENT, "")
    assert (report.state, report.automatic) == (ReceivedState.NEW, "auto_reply")


def test_another_address_of_the_person_is_written_to_instead() -> None:
    pan = given.reader(email="old@example.com")
    add_identity(scope=make.SYSTEM, now=make.NOW, origin="test", customer=pan, kind="email", value="new@example.com")
    ours = sent(given.queued(pan))
    ours.address = "old@example.com"
    ours.save()
    later = given.queued(pan)

    arrived(letters.bounce(ours.message_id))
    given.run_sender()

    later.refresh_from_db()
    assert (later.state, later.address) == (State.SENT, "new@example.com")


def test_a_dead_address_lives_again_when_it_writes_or_somebody_says_so() -> None:
    pan = given.reader(email="pan@example.com")
    ours = sent(given.queued(pan))
    arrived(letters.bounce(ours.message_id))
    by_hand = DeadAddress.objects.get()

    arrived(letters.mail(sender="Pan@Example.com"))
    assert not DeadAddress.objects.exists()
    by_hand.save(force_insert=True)
    ours.refresh_from_db()
    revive_address(scope=make.scope(), now=dt.datetime.now(dt.UTC), send=ours)

    assert not DeadAddress.objects.exists()


def test_a_merged_customers_address_is_found_and_what_waited_for_them_leaves(outbox: Path) -> None:
    kept, part = make.customer("潘"), given.reader(email="part@example.com")
    waits = given.queued(part)
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=kept)
    new = given.queued(kept)

    given.run_sender()

    for send in (waits, new):
        send.refresh_from_db()
        assert (send.state, send.address, send.customer_id) == (State.SENT, "part@example.com", kept.pk)
