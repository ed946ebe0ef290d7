from datetime import timedelta

import pytest
from tests.records import make
from tests.records.cases import given

from shuke.channels.inbox import Bounce
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.services import close, reply, take_back
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services import queue_message
from shuke.records.messages.services.bouncing import take_bounce

pytestmark = pytest.mark.django_db
LATER = given.NOW + timedelta(minutes=10)
BACK = given.NOW + timedelta(minutes=20)


def answered(*, is_question: bool = True, **fields: object) -> Case:
    held = given.case(contact="lu@example.com", **fields)
    reply(scope=given.scope(), now=LATER, case=held, text="Which beans?", is_question=is_question, by_email=True)
    MessageSend.objects.update(state=State.SENT, settled_at=LATER, message_id="<ours@shop.example>")
    held.refresh_from_db()
    return held


def bounce() -> None:
    said = Bounce(message_ids=("<ours@shop.example>",), is_failed=True, is_hard=True, detail="no such user")
    assert take_bounce(now=BACK, bounce=said) is not None


def look(held: Case) -> int:
    told = take_back(scope=make.SYSTEM, now=BACK)
    held.refresh_from_db()
    return told


def test_a_question_that_came_back_is_no_answer_and_the_clock_runs_again() -> None:
    held = answered()
    assert (held.status, look(held)) == ("waiting", 0)

    bounce()

    assert (look(held), look(held)) == (1, 0)
    assert (held.status, held.first_replied_at) == ("open", None)
    assert held.next_due_at == held.first_due_at
    told = held.entries.get(code="undelivered")
    assert (told.facts["reason"], told.facts["state"]) == ("bounced", "bounced")


@pytest.mark.parametrize("state", [State.REFUSED, State.FAILED, State.HELD])
def test_what_did_not_leave_or_may_not_have_arrived_is_told_to_the_case(state: State) -> None:
    held = answered()
    MessageSend.objects.update(state=state, reason="unsure", thread=f"case:{held.pk}")

    assert look(held) == 1
    assert held.status == "open"
    # What is held may have arrived: a person decides first.
    assert (held.first_replied_at is None) == (state != State.HELD)


def test_a_case_that_was_closed_with_words_nobody_got_is_opened_again() -> None:
    held = answered(is_question=False)
    close(scope=given.scope(), now=LATER, case=held)
    bounce()

    look(held)

    assert (held.status, held.first_replied_at) == ("open", None)
    assert held.entries.filter(code="reopened", facts__why="undelivered").exists()


@pytest.mark.parametrize("other", [State.QUEUED, State.SENT])
def test_words_that_go_another_way_too_are_an_answer_though_one_came_back(other: State) -> None:
    held = answered()
    words = held.entries.get(kind=Entry.Kind.OUT)
    sms = queue_message(
        scope=make.SYSTEM, now=LATER, origin="test", key=f"case-sms:{words.pk}", customer=None, channel="sms",
        purpose="service", subject="", text=words.text, thread=f"case:{held.pk}", reply_address="+8613800138000",
    )  # fmt: skip
    MessageSend.objects.filter(pk=sms.pk).update(state=other)
    bounce()

    assert look(held) == 1
    assert (held.status, held.first_replied_at) == ("waiting", LATER)
    assert held.entries.filter(code="undelivered").exists()

    MessageSend.objects.filter(pk=sms.pk).update(state=State.FAILED, reason="gave_up")
    assert look(held) == 1
    assert (held.status, held.first_replied_at) == ("open", None)


def test_a_later_answer_stays_the_first_one_that_counts() -> None:
    held = answered(is_question=False)
    reply(scope=given.scope(), now=LATER, case=held, text="Told her on the phone.")
    bounce()

    look(held)

    assert held.first_replied_at == LATER
    assert Entry.objects.filter(case=held, code="undelivered").exists()


def test_what_came_back_long_ago_opens_nothing() -> None:
    answered()
    bounce()

    assert take_back(scope=make.SYSTEM, now=LATER + timedelta(days=15)) == 0
