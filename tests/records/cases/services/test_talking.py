from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.records import make
from tests.records.cases import given
from tests.records.cases.clock.desk import at

from shuke.channels.outbox import SANDBOX_URL
from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.models import Case, Entry, Step
from shuke.records.cases.queries import tail_of
from shuke.records.cases.services import (
    CaseOver,
    NewCase,
    NothingSaid,
    add_call,
    add_note,
    close,
    go_on,
    reply,
    take_in,
    wait_for_customer,
    watch_clocks,
    ways_of,
)
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db
LATER = given.NOW + timedelta(minutes=10)


def words(text: str = "…", **fields: object) -> NewCase:
    return NewCase(**{"kind": "question", "channel": "email", "text": text, **fields})  # type: ignore[arg-type]


def test_the_first_answer_is_stamped_once_and_the_next_promise_runs() -> None:
    held, by = given.case(), given.scope()

    reply(scope=by, now=LATER, case=held, text="At nine.")
    reply(scope=by, now=LATER + timedelta(hours=1), case=held, text="On Sundays too.")

    held.refresh_from_db()
    assert held.first_replied_at == LATER
    assert held.next_due_at == held.resolve_due_at


def test_words_that_leave_no_way_and_were_told_to_nobody_are_no_answer() -> None:
    held, by = given.case(contact="13800138000"), given.scope()
    before = held.next_due_at

    entry = reply(scope=by, now=LATER, case=held, text="Which beans?", is_question=True, is_told=False)

    held.refresh_from_db()
    assert (held.first_replied_at, held.status, held.next_due_at) == (None, "open", before)
    assert entry.facts == {"untold": True}


def test_a_phone_number_is_answered_by_short_message_where_a_provider_takes_our_words(settings: Any) -> None:
    settings.SMS_URL = SANDBOX_URL
    held, by = given.case(contact="138 0013 8000"), given.scope()
    entry = reply(scope=by, now=LATER, case=held, text="At nine.", by_sms=True, is_told=False)

    send = MessageSend.objects.get()
    held.refresh_from_db()
    assert (send.channel, send.address, send.text) == ("sms", "+8613800138000", "At nine.")
    assert (send.key, send.thread) == (f"case-sms:{entry.pk}", f"case:{held.pk}")
    assert held.first_replied_at == LATER


@pytest.mark.parametrize(
    ("url", "phone"),
    [("", ""), ("aliyun://K:S@/?from=Shop", ""), ("twilio://S:T@/?from=+15550100", "+8613800138000")],
)
def test_a_provider_that_takes_only_approved_texts_is_no_way_for_our_words(url: str, phone: str, settings: Any) -> None:
    settings.SMS_URL = url

    assert ways_of(given.case(contact="13800138000")).phone == phone


def test_a_note_or_a_vain_call_is_no_answer() -> None:
    held, by = given.case(), given.scope()

    add_note(scope=by, now=LATER, case=held, text="ask the baker")
    add_call(scope=by, now=LATER, case=held, text="no answer", is_reached=False)

    held.refresh_from_db()
    assert held.first_replied_at is None
    add_call(scope=by, now=LATER, case=held, text="told her", is_reached=True)
    held.refresh_from_db()
    assert held.first_replied_at == LATER


def test_the_clock_stands_while_the_customer_is_asked() -> None:
    held, by = given.case(), given.scope()
    reply(scope=by, now=at("2026-03-02 17:40"), case=held, text="Which beans?", is_question=True)
    held.refresh_from_db()
    assert (held.status, held.next_due_at) == ("waiting", NEVER)
    before = held.resolve_due_at

    go_on(scope=by, now=at("2026-03-04 09:20"), case=held)

    held.refresh_from_db()
    assert before == at("2026-03-04 17:30")  # 20 minutes of Monday, Tuesday, and Wednesday to 17:30 were left
    assert held.resolve_due_at == at("2026-03-06 09:10")
    assert (held.status, held.paused_at) == ("open", None)


def test_the_customers_words_start_the_clock_again() -> None:
    held, by = given.case(channel="email", source_key="mail:1"), given.scope()
    wait_for_customer(scope=by, now=LATER, case=held)

    take_in(scope=make.SYSTEM, now=LATER, origin="email", new=words("The dark ones"), replies_to=["mail:1"])

    held.refresh_from_db()
    assert held.status == "open"
    assert [entry.text for entry in tail_of(held) if entry.kind == "in"] == ["When do you open?", "The dark ones"]


def test_an_answer_to_a_closed_case_opens_it_again() -> None:
    held = given.case(source_key="mail:1")
    close(scope=given.scope(), now=LATER, case=held)

    take_in(scope=make.SYSTEM, now=LATER, origin="email", new=words("Still not"), replies_to=["", "mail:1"])

    held.refresh_from_db()
    assert (held.status, held.closed_at) == ("open", None)


def test_a_conversation_is_one_case_until_it_is_closed() -> None:
    chat = words("Hello?", channel="chat", thread_key="wx-7")
    first = take_in(scope=make.SYSTEM, now=given.NOW, origin="hook:1", new=chat)
    second = take_in(scope=make.SYSTEM, now=LATER, origin="hook:1", new=chat)
    assert first is not None
    assert second == first
    close(scope=given.scope(), now=LATER, case=first)

    third = take_in(scope=make.SYSTEM, now=LATER, origin="hook:1", new=chat)

    assert third != first


def test_two_machines_do_not_talk_to_each_other() -> None:
    held = given.case(source_key="mail:1")
    away = words("I am away", source_key="mail:2")

    assert take_in(scope=make.SYSTEM, now=LATER, origin="email", new=away, is_automatic=True) is None
    take_in(scope=make.SYSTEM, now=LATER, origin="email", new=away, replies_to=["mail:1"], is_automatic=True)

    assert Case.objects.count() == 1
    assert Entry.objects.get(code="automatic").case == held


def test_the_same_answer_fetched_twice_stands_once() -> None:
    held = given.case(source_key="mail:1")
    for _ in range(2):
        take_in(scope=make.SYSTEM, now=LATER, origin="e", new=words(source_key="mail:2"), replies_to=["mail:1"])

    assert Entry.objects.filter(case=held, kind="in").count() == 2


def test_a_closed_case_is_answered_only_after_it_is_opened_again() -> None:
    held, by = given.case(), given.scope()
    close(scope=by, now=LATER, case=held)

    with pytest.raises(CaseOver):
        reply(scope=by, now=LATER, case=held, text="late thought")
    add_note(scope=by, now=LATER, case=held, text="late thought")
    with pytest.raises(NothingSaid):
        add_note(scope=by, now=LATER, case=held, text="  ")


def test_history_only_grows() -> None:
    held = given.complaint(by=given.scope(), channel="counter")

    for row in (Entry.objects.first(), Step.objects.first()):
        assert row is not None
        row.text = "something else"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    assert held.entries.exists()


def test_warning_lateness_and_escalation_are_marked_once_each() -> None:
    held = given.case()

    def marks() -> list[str]:
        return list(Entry.objects.filter(case=held, kind="event").order_by("pk").values_list("code", flat=True))

    assert watch_clocks(scope=make.SYSTEM, now=given.NOW) == 0
    assert watch_clocks(scope=make.SYSTEM, now=at("2026-03-03 10:30")) == 1
    assert watch_clocks(scope=make.SYSTEM, now=at("2026-03-03 10:31")) == 0
    assert watch_clocks(scope=make.SYSTEM, now=at("2026-03-03 13:30")) == 2
    assert marks() == ["warned", "late", "escalated"]


def test_nobody_is_warned_of_a_case_that_waits_or_is_over() -> None:
    waiting, closed, by = given.case(), given.case(), given.scope()
    wait_for_customer(scope=by, now=LATER, case=waiting)
    close(scope=by, now=LATER, case=closed)

    assert watch_clocks(scope=make.SYSTEM, now=given.NOW + timedelta(days=30)) == 0
