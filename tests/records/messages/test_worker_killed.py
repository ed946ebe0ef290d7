"""Real worker processes, killed while a real mail server is taking a message."""

import pytest
from tests.channels.conftest import MailServer
from tests.jobs.conftest import StartWorker, eventually
from tests.records.messages import given

from shuke.jobs.models import Job
from shuke.jobs.services import enqueue
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services.waking import SEND_TASK

LEASE_SECONDS = 1


def send_until_killed(command: str, server: MailServer, start_worker: StartWorker) -> list[MessageSend]:
    """The worker is killed while the server stalls at `command` of the first of three; another takes over."""
    sends = [given.queued(given.reader()) for _ in range(3)]
    Job.objects.all().delete()
    enqueue(SEND_TASK, lease_seconds=LEASE_SECONDS)
    server.answers[command] = ["stall"]
    killed = start_worker()
    eventually(lambda: server.stalled)

    killed.kill()
    killed.wait()
    server.is_released = True
    start_worker()
    eventually(lambda: not MessageSend.objects.filter(state__in=[State.QUEUED]).exists())
    enqueue(SEND_TASK, lease_seconds=LEASE_SECONDS)
    eventually(lambda: not MessageSend.objects.filter(state__in=[State.QUEUED, State.SENDING]).exists())
    return sends


def test_killed_before_the_server_had_it_nothing_is_lost(
    start_worker: StartWorker, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", mail_server.url)

    sends = send_until_killed("RCPT", mail_server, start_worker)

    assert [given.state_of(send)[0] for send in sends] == [State.SENT] * 3
    ids = [mail["Message-ID"] for mail in mail_server.taken]
    assert sorted(ids) == sorted(send.message_id for send in sends)


def test_killed_while_the_server_took_it_nothing_is_sent_twice(
    start_worker: StartWorker, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", mail_server.url)

    sends = send_until_killed("DATA", mail_server, start_worker)

    assert [given.state_of(send) for send in sends] == [(State.HELD, "unsure"), (State.SENT, ""), (State.SENT, "")]
    ids = [mail["Message-ID"] for mail in mail_server.taken]
    assert len(ids) == len(set(ids)) == 3
