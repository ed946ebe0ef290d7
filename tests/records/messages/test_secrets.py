"""A code's words are forgotten however its message ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.records import make
from tests.records.messages import given

from shuke.channels.inbox.bounces import Bounce
from shuke.channels.message import Answer, Fate
from shuke.records.customers.erased import Person
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.queries import contact_rules
from shuke.records.messages.services import cancel_message, confirm_arrived
from shuke.records.messages.services.bouncing import take_bounce
from shuke.records.messages.services.erasing import forget_person
from shuke.records.messages.services.receipts import Receipt, take_receipt
from shuke.records.messages.services.sending import (
    GIVE_UP_AFTER,
    Claim,
    claim_message,
    hold_message,
    mark_handover,
    settle_message,
)

pytestmark = pytest.mark.django_db
CODE = "123 456"


def code(**fields: object) -> MessageSend:
    return given.queued(given.reader(), text=CODE, is_secret=True, **fields)


def claimed(send: MessageSend) -> Claim:
    claim = claim_message(
        pk=send.pk, carrier="smtp", rules=contact_rules(), now=timezone.now(), lease=timedelta(minutes=5)
    )
    assert claim is not None
    mark_handover(claim, now=timezone.now(), message_id=f"<{send.pk}@shop.example>")
    return claim


def answered(fate: Fate, *, later: timedelta = timedelta(0)) -> MessageSend:
    send = code()
    settle_message(claimed(send), Answer(fate=fate), now=timezone.now() + later, jitter=0)
    return send


def held() -> MessageSend:
    send = code()
    hold_message(claimed(send), detail="", now=timezone.now())
    return send


def came_back(send: MessageSend) -> MessageSend:
    message_ids = (f"<{send.pk}@shop.example>",)
    take_bounce(now=timezone.now(), bounce=Bounce(message_ids=message_ids, is_failed=True, is_hard=False, detail=""))
    return send


def receipt_of(send: MessageSend) -> MessageSend:
    receipt = Receipt(message_id=f"<{send.pk}@shop.example>", is_delivered=False)
    assert take_receipt(now=timezone.now(), carrier="smtp", receipt=receipt)
    return send


def too_late() -> MessageSend:
    send = code(expires_at=timezone.now() - timedelta(minutes=1))
    rules = contact_rules()
    claim_message(pk=send.pk, carrier="smtp", rules=rules, now=timezone.now(), lease=timedelta(minutes=5))
    return send


def cancelled() -> MessageSend:
    return cancel_message(scope=make.SYSTEM, now=timezone.now(), send=code())


def confirmed() -> MessageSend:
    return confirm_arrived(scope=make.SYSTEM, now=timezone.now(), send=held())


def erased() -> MessageSend:
    send = code()
    assert send.customer_id is not None
    none: frozenset[str] = frozenset()
    person = Person(ids=frozenset({send.customer_id}), phones=none, emails=none, marks=none, now=timezone.now())
    forget_person(person=person, threads=())
    return send


ENDS: dict[str, tuple[State, Callable[[], MessageSend]]] = {
    "it left": (State.SENT, lambda: answered(Fate.SENT)),
    "the carrier refused it": (State.REFUSED, lambda: answered(Fate.REFUSED)),
    "given up": (State.FAILED, lambda: answered(Fate.LATER, later=GIVE_UP_AFTER + timedelta(days=1))),
    "too late": (State.REFUSED, too_late),
    "cancelled": (State.CANCELLED, cancelled),
    "said to have arrived": (State.SENT, confirmed),
    "held, then it came back": (State.BOUNCED, lambda: came_back(held())),
    "held, then the provider says no": (State.BOUNCED, lambda: receipt_of(held())),
    "the person is erased": (State.CANCELLED, erased),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_words_are_forgotten_however_it_ends(end: str) -> None:
    state, reached = ENDS[end]

    send = reached()

    send.refresh_from_db()
    assert (send.state, send.text) == (state, "")


def test_every_last_state_is_reached_above() -> None:
    still_needed = {State.QUEUED, State.SENDING, State.HELD}

    assert {state for state, _reached in ENDS.values()} == set(State) - still_needed


@pytest.mark.parametrize("reached", [code, lambda: answered(Fate.LATER), held])
def test_who_may_have_to_send_it_again_keeps_the_words(reached: Callable[[], MessageSend]) -> None:
    assert MessageSend.objects.get(pk=reached().pk).text == CODE


def test_the_database_refuses_a_code_that_is_settled_with_its_words() -> None:
    send = code()

    with pytest.raises(IntegrityError), transaction.atomic():
        MessageSend.objects.filter(pk=send.pk).update(state=State.SENT)
