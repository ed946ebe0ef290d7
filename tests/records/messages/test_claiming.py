"""Many are found at once; each is asked again, when its turn comes, whether it may leave."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.channels.conftest import MailServer
from tests.records.messages import given

from shuke.records.messages.models import ChannelPause, MessageSend, State
from shuke.records.messages.queries import contact_rules
from shuke.records.messages.services import Claim, claim_message, due_messages

pytestmark = pytest.mark.django_db


def claim(send: MessageSend) -> Claim | None:
    return claim_message(
        pk=send.pk, carrier="smtp", rules=contact_rules(), now=timezone.now(), lease=timedelta(minutes=5)
    )


def test_what_matters_most_is_found_alone_and_what_is_due_longest_first() -> None:
    given.queued(given.reader(), purpose="care")
    later, earlier = given.queued(given.reader()), given.queued(given.reader())
    MessageSend.objects.filter(pk=earlier.pk).update(due_at=timezone.now() - timedelta(hours=1))

    assert due_messages(channel="email", now=timezone.now()) == [earlier.pk, later.pk]


def test_what_another_worker_took_or_put_off_meanwhile_is_left_to_it() -> None:
    taken, put_off = given.queued(given.reader()), given.queued(given.reader())
    MessageSend.objects.filter(pk=put_off.pk).update(due_at=timezone.now() + timedelta(hours=1))

    assert claim(taken) is not None
    assert (claim(taken), claim(put_off)) == (None, None)
    assert given.state_of(put_off) == (State.QUEUED, "")


def test_nothing_leaves_by_a_channel_that_rests_meanwhile() -> None:
    send, now = given.queued(given.reader()), timezone.now()
    ChannelPause.objects.create(channel="email", since=now, until=now + timedelta(minutes=5), failures=1)

    assert claim(send) is None
    assert due_messages(channel="email", now=now) == []
    assert given.state_of(send) == (State.QUEUED, "")


def test_a_no_counts_though_the_message_was_found_before_it(by_smtp: MailServer, monkeypatch: Any) -> None:
    first, second = [given.queued(given.reader(), purpose="care") for _ in range(2)]

    def says_no(**facts: Any) -> Claim | None:
        if facts["pk"] == second.pk and second.customer is not None:
            given.said(second.customer, yes=False, purpose="care")
        return claim_message(**facts)

    monkeypatch.setattr("shuke.records.messages.tasks.claim_message", says_no)
    given.run_sender()

    assert given.state_of(first)[0] == State.SENT
    assert given.state_of(second) == (State.REFUSED, "unsubscribed")
    assert len(by_smtp.taken) == 1
