import datetime as dt
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from tests.channels.conftest import MailServer
from tests.records import make
from tests.records.messages import given

from shuke.jobs.models import Job
from shuke.records.customers.models import Event
from shuke.records.messages.models import ChannelPause, ContactCap, ContactRules, MessageSend, State
from shuke.records.messages.services import cancel_message, confirm_arrived, send_again

pytestmark = pytest.mark.django_db
NOON_IN_SHANGHAI = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def kinds(customer_id: int) -> list[str]:
    return list(Event.objects.filter(customer=customer_id, kind__startswith="message").values_list("kind", flat=True))


def test_what_is_queued_leaves_once_with_a_line_on_the_timeline(outbox: Path) -> None:
    pan = given.reader()
    send = given.queued(pan)

    given.run_sender()
    given.run_sender()

    (file,) = outbox.rglob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == (send.address or pan.identities.get().value, "您好")
    assert given.state_of(send) == (State.SENT, "")
    assert mail["Message-ID"] == send.message_id
    assert kinds(pan.pk) == ["message.sent"]


def test_the_same_wish_twice_is_one_message() -> None:
    pan = given.reader()

    assert given.queued(pan, key="birthday-2026").pk == given.queued(pan, key="birthday-2026", text="again").pk
    assert MessageSend.objects.count() == 1
    assert Job.objects.filter(task__endswith="send_due").count() == 1


def test_who_said_no_is_not_written_to_and_the_reason_is_kept(outbox: Path) -> None:
    pan = given.reader()
    given.said(pan, yes=False)
    send = given.queued(pan, purpose="marketing")

    given.run_sender()

    assert given.state_of(send) == (State.REFUSED, "unsubscribed")
    assert list(outbox.rglob("*.eml")) == []
    assert Event.objects.get(kind="message.refused").facts["reason"] == "unsubscribed"


def test_a_no_between_queueing_and_sending_counts() -> None:
    pan = given.reader()
    given.said(pan, yes=True)
    send = given.queued(pan, purpose="marketing")
    given.said(pan, yes=False)

    given.run_sender()

    assert given.state_of(send) == (State.REFUSED, "unsubscribed")


def test_at_night_a_greeting_waits_for_the_morning_where_the_customer_lives() -> None:
    pan = given.reader(time_zone="Asia/Shanghai")
    ContactRules.objects.update(quiet_from=dt.time(21), quiet_until=dt.time(9))
    with time_machine.travel(NOON_IN_SHANGHAI + dt.timedelta(hours=10), tick=False):
        send = given.queued(pan, purpose="care")
        given.run_sender()
        assert given.state_of(send) == (State.QUEUED, "quiet_hours")
        assert send.due_at == NOON_IN_SHANGHAI + dt.timedelta(hours=21)
        assert Job.objects.filter(run_after=send.due_at).exists()

    with time_machine.travel(send.due_at, tick=False):
        given.run_sender()

    assert given.state_of(send) == (State.SENT, "")


def test_the_second_message_waits_until_the_budget_has_room() -> None:
    pan = given.reader()
    ContactCap.objects.create(channel="", messages=1, days=7)
    with time_machine.travel(NOON_IN_SHANGHAI, tick=False):
        first, second = given.queued(pan, purpose="care"), given.queued(pan, purpose="care")
        given.run_sender()
        assert given.state_of(first) == (State.SENT, "")
        assert given.state_of(second) == (State.QUEUED, "over_budget")
    with time_machine.travel(NOON_IN_SHANGHAI + dt.timedelta(days=7), tick=False):
        given.run_sender()

    assert given.state_of(second) == (State.SENT, "")


def test_what_matters_more_leaves_first_and_takes_the_last_place() -> None:
    pan = given.reader()
    given.said(pan, yes=True)
    ContactCap.objects.create(channel="", messages=1, days=7)
    with time_machine.travel(NOON_IN_SHANGHAI, tick=False):
        offer, thanks = given.queued(pan, purpose="marketing"), given.queued(pan, purpose="care")
        given.run_sender()

    assert given.state_of(thanks) == (State.SENT, "")
    assert given.state_of(offer) == (State.QUEUED, "over_budget")


def test_a_place_is_kept_for_what_matters_more_and_comes_later() -> None:
    pan = given.reader()
    given.said(pan, yes=True)
    ContactCap.objects.create(channel="", messages=1, days=7)
    with time_machine.travel(NOON_IN_SHANGHAI, tick=False):
        birthday = given.queued(pan, purpose="care", due_at=NOON_IN_SHANGHAI + dt.timedelta(days=2))
        offer = given.queued(pan, purpose="marketing")
        given.run_sender()
        assert given.state_of(offer) == (State.QUEUED, "kept_free")
    with time_machine.travel(NOON_IN_SHANGHAI + dt.timedelta(days=2), tick=False):
        given.run_sender()
    with time_machine.travel(NOON_IN_SHANGHAI + dt.timedelta(days=9), tick=False):
        given.run_sender()

    assert (given.state_of(birthday)[0], given.state_of(offer)[0]) == (State.SENT, State.SENT)
    assert offer.settled_at > birthday.settled_at  # type: ignore[operator]


def test_care_and_marketing_can_be_left_by_one_click_and_an_answer_carries_no_such_link(
    by_smtp: MailServer,
) -> None:
    pan = given.reader()
    given.queued(pan, purpose="care", text="生日快乐")
    given.queued(pan, purpose="service", text="已收到")

    given.run_sender()

    service, care = by_smtp.taken
    assert care["List-Unsubscribe"].startswith("<http")
    assert care["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert care["Auto-Submitted"] == "auto-generated"
    assert care["List-Unsubscribe"].strip("<>") in care.get_body(("plain",)).get_content()
    assert service["List-Unsubscribe"] is None


def test_a_server_that_is_away_loses_nothing_and_is_asked_ever_more_seldom(
    mail_server: MailServer, settings: Any
) -> None:
    sends = [given.queued(given.reader()) for _ in range(3)]
    settings.EMAIL_URL = mail_server.url
    mail_server.answers["MAIL"] = ["421 closing"] * 3
    now, asked = timezone.now(), []
    for minute in range(60):
        with time_machine.travel(now + dt.timedelta(minutes=minute), tick=False):
            before = mail_server.connections
            given.run_sender()
            if mail_server.connections > before:
                asked.append(minute)
        if not ChannelPause.objects.exists():
            break

    assert len(asked) == 4
    assert asked[0] == 0
    assert [given.state_of(send)[0] for send in sends] == [State.SENT] * 3
    assert len({mail["Message-ID"] for mail in mail_server.taken}) == len(mail_server.taken) == 3


def test_a_busy_mailbox_is_tried_later_and_given_up_after_three_days(by_smtp: MailServer) -> None:
    pan = given.reader()
    by_smtp.answers["RCPT"] = ["450 busy"] * 2
    send = given.queued(pan)
    given.run_sender()
    assert given.state_of(send) == (State.QUEUED, "busy")
    assert send.due_at > timezone.now()
    assert Job.objects.filter(run_after=send.due_at).exists()

    three_days_ago = timezone.now() - dt.timedelta(days=3)
    MessageSend.objects.update(first_tried_at=three_days_ago, due_at=timezone.now())
    given.run_sender()

    assert given.state_of(send) == (State.FAILED, "gave_up")
    assert kinds(pan.pk) == ["message.failed"]


def test_an_address_the_server_does_not_know_is_not_tried_again(by_smtp: MailServer) -> None:
    by_smtp.answers["RCPT"] = ["550 no such mailbox"]
    send, next_send = given.queued(given.reader()), given.queued(given.reader())

    given.run_sender()
    given.run_sender()

    assert given.state_of(send) == (State.REFUSED, "address_refused")
    assert "no such mailbox" in send.detail
    assert given.state_of(next_send)[0] == State.SENT


def test_a_line_cut_while_the_server_takes_it_is_held_for_a_person(by_smtp: MailServer) -> None:
    by_smtp.answers["DATA"] = ["hang up"]
    pan = given.reader()
    send = given.queued(pan)

    given.run_sender()
    given.run_sender()

    assert given.state_of(send) == (State.HELD, "unsure")
    assert len(by_smtp.taken) == 1
    assert kinds(pan.pk) == ["message.held"]


def test_a_person_decides_about_what_is_held(by_smtp: MailServer) -> None:
    by_smtp.answers["DATA"] = ["hang up", "hang up"]
    arrived, repeated = given.queued(given.reader()), given.queued(given.reader())
    given.run_sender()

    confirm_arrived(scope=make.SYSTEM, now=timezone.now(), send=arrived)
    send_again(scope=make.SYSTEM, now=timezone.now(), send=repeated)
    given.run_sender()

    assert given.state_of(arrived) == (State.SENT, "by_hand")
    assert given.state_of(repeated) == (State.SENT, "")
    assert len(by_smtp.taken) == 3
    assert by_smtp.taken[1]["Message-ID"] == by_smtp.taken[2]["Message-ID"]


def test_what_still_waits_can_be_cancelled() -> None:
    send = given.queued(given.reader())

    cancel_message(scope=make.SYSTEM, now=timezone.now(), send=send)
    given.run_sender()

    assert given.state_of(send) == (State.CANCELLED, "by_hand")


def test_many_messages_cost_the_same_number_of_questions_each(
    by_smtp: MailServer, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        given.queued(given.reader())
    with django_assert_max_num_queries(4 * 22 + 16):
        given.run_sender()

    assert len(by_smtp.taken) == 4
