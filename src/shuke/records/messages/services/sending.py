"""The steps of one message on its way out, each one transaction, so that a killed worker loses and doubles nothing.

Claimed (SENDING, with a lease) → the carrier is about to take it (`handed_over_at`) → settled. Cut off before the
second step, it never left and is queued again. Cut off after it, nobody here can know whether the mail server took it:
SMTP has no way to ask. Such a message is held for a person, never sent again on its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from shuke.channels.message import Answer, Fate
from shuke.jobs.backoff import retry_wait
from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.models import ChannelPause, MessageSend, State
from shuke.records.messages.queries import verdict_on
from shuke.records.messages.queries.reach import reach_of
from shuke.records.messages.rules.contact import May, Rules, Weight
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.settling import settle
from shuke.records.messages.services.waking import wake_at

# After so long a message that is still refused "for now" would come as a surprise.
GIVE_UP_AFTER = timedelta(days=3)
# So many are looked for at once; each is asked again, right before it leaves, whether it may.
_LOOKED_FOR = 20

_CLAIMED = (
    "customer", "address", "state", "reason", "detail", "carrier", "sending_at", "sending_until", "handed_over_at",
    "first_tried_at", "attempt", "token",
)  # fmt: skip

_queued = Prepared(lambda pk, state: MessageSend.objects.select_for_update(skip_locked=True).filter(pk=pk, state=state))
_claimed = Prepared(
    lambda pk, state, token: MessageSend.objects.select_for_update().filter(pk=pk, state=state, token=token)
)
_people = Prepared(
    lambda pk: Customer.objects.select_for_update(of=("self",)).select_related("home_store").filter(pk=pk)
)
_pauses = Prepared(lambda channel: ChannelPause.objects.filter(channel=channel))


class CalledBack(ShukeError):
    """The message is no longer this worker's to send."""


@dataclass(frozen=True)
class Claim:
    send: MessageSend
    token: int


def due_messages(*, channel: str, now: datetime) -> list[int]:
    """Of what matters most, those that have been due longest, in order; empty when nothing is due or the channel
    rests."""
    if _is_resting(channel, now=now):
        return []
    due = MessageSend.objects.filter(channel=channel, state=State.QUEUED, due_at__lte=now).order_by("due_at", "pk")
    # A weight at a time: each is one step into the index, however many messages wait.
    weights = sorted(Weight, reverse=True)
    found = (list(due.filter(weight=weight).values_list("pk", flat=True)[:_LOOKED_FOR]) for weight in weights)
    return next((pks for pks in found if pks), [])


@transaction.atomic
def claim_message(*, pk: int, carrier: str, rules: Rules, now: datetime, lease: timedelta) -> Claim | None:
    """This worker's to send, or None: another has or had it, its channel rests, or it may not leave (now), which is
    written down."""
    send = next(iter(_queued(pk, State.QUEUED)), None)
    if send is None or send.due_at > now or _is_resting(send.channel, now=now):
        return None
    if send.expires_at is not None and send.expires_at <= now:
        _refuse(send, "too_late", now=now)
        return None
    if send.customer_id is not None and not release_or_settle(send, rules=rules, now=now):
        return None
    send.state, send.reason, send.detail, send.carrier = State.SENDING, "", "", carrier
    send.sending_at, send.sending_until, send.handed_over_at = now, now + lease, None
    send.first_tried_at = send.first_tried_at or now
    send.attempt += 1
    send.token += 1
    send.save(update_fields=_CLAIMED)
    return Claim(send, send.token)


def mark_handover(claim: Claim, *, now: datetime, message_id: str) -> None:
    """Committed before the carrier may take it. Raises CalledBack where another worker has it by now."""
    held = _held(claim).update(handed_over_at=now, message_id=message_id)
    if not held:
        raise CalledBack(f"Message {claim.send.pk} is no longer this worker's to send.")


@transaction.atomic
def settle_message(claim: Claim, answer: Answer, *, now: datetime, jitter: float) -> None:
    """Write down what the carrier said. Nothing is written by a worker whose claim is lost."""
    send = _still_held(claim)
    if send is None:
        return
    send.detail, send.sending_until = answer.detail[:300], None
    send.message_id = answer.message_id or send.message_id
    if answer.fate == Fate.LATER:
        _put_back(send, answer, now=now, jitter=jitter)
    else:
        settle(send, State.SENT if answer.fate == Fate.SENT else State.REFUSED, answer.reason, now=now)
        tell(send, send.state, now=now)
    if answer.is_channel_down:
        _pause(send.channel, answer, now=now, jitter=jitter)
    elif _pauses(send.channel):
        ChannelPause.objects.filter(channel=send.channel).delete()


@transaction.atomic
def hold_message(claim: Claim, *, detail: str, now: datetime) -> None:
    """The line broke while the carrier was taking it."""
    send = _still_held(claim)
    if send is not None:
        _hold(send, detail=detail, now=now)


@transaction.atomic
def recover_cut_off(*, now: datetime, repeatable: frozenset[str]) -> int:
    """Messages whose sender died: queued again where that cannot double them, else held. How many."""
    cut_off = MessageSend.objects.select_for_update(skip_locked=True).filter(state=State.SENDING, sending_until__lt=now)
    sends = list(cut_off)
    for send in sends:
        if send.handed_over_at is None or send.carrier in repeatable:
            send.state, send.due_at, send.sending_until = State.QUEUED, now, None
            send.save()
        else:
            _hold(send, detail="", now=now)
    return len(sends)


def release_or_settle(send: MessageSend, *, rules: Rules, now: datetime) -> bool:
    """True: it may leave now, to the person they are part of today. Else it waits longer or is settled as refused,
    which is written down. Inside the caller's transaction."""
    assert send.customer_id is not None
    # Locked, so that two messages to one person cannot both take the last place in the budget.
    (customer,) = _people(send.customer_id)
    if customer.merged_into_id is not None:  # since it was queued: it goes to whom they are part of now
        (customer,) = _people(survivor_of(customer).pk)
    send.customer, reach = customer, reach_of(customer)
    verdict = verdict_on(
        customer, channel=send.channel, purpose=send.purpose, rules=rules, now=now, without=send.pk,
        reply_address=send.reply_address, weight=send.weight, reach=reach,
    )  # fmt: skip
    send.address = send.reply_address or reach.address(send.channel)
    if verdict.may == May.YES:
        return True
    if verdict.may == May.DEFER:
        assert verdict.until is not None
        send.reason, send.due_at = verdict.reason, verdict.until
        wake_at(send.due_at)
        send.save()
    else:
        _refuse(send, verdict.reason, now=now)
    return False


def _refuse(send: MessageSend, reason: str, *, now: datetime) -> None:
    settle(send, State.REFUSED, reason, now=now)
    tell(send, "refused", now=now)


def _put_back(send: MessageSend, answer: Answer, *, now: datetime, jitter: float) -> None:
    send.state, send.reason = State.QUEUED, answer.reason
    if answer.is_channel_down:  # not this message's fault: it is first in line when the channel is back
        send.attempt -= 1
        send.save()
        return
    send.due_at = now + retry_wait(attempt=send.attempt, jitter=jitter)
    if send.first_tried_at is not None and send.due_at - send.first_tried_at > GIVE_UP_AFTER:
        settle(send, State.FAILED, "gave_up", now=now)
        tell(send, "failed", now=now)
    else:
        send.save()
        wake_at(send.due_at)


def _pause(channel: str, answer: Answer, *, now: datetime, jitter: float) -> None:
    before = ChannelPause.objects.select_for_update().filter(channel=channel).first()
    failures = before.failures + 1 if before else 1
    until = now + retry_wait(attempt=failures, jitter=jitter)
    wake_at(until)
    values = {
        "failures": failures,
        "until": until,
        "reason": answer.reason,
        "detail": answer.detail[:300],
    }
    ChannelPause.objects.update_or_create(channel=channel, defaults=values, create_defaults={**values, "since": now})


def _hold(send: MessageSend, *, detail: str, now: datetime) -> None:
    send.state, send.reason, send.detail, send.sending_until = State.HELD, "unsure", detail[:300], None
    send.save()
    tell(send, "held", now=now)


def _is_resting(channel: str, *, now: datetime) -> bool:
    return any(pause.until > now for pause in _pauses(channel))


def _still_held(claim: Claim) -> MessageSend | None:
    return next(iter(_claimed(claim.send.pk, State.SENDING, claim.token)), None)


def _held(claim: Claim) -> QuerySet[MessageSend]:
    return MessageSend.objects.filter(pk=claim.send.pk, token=claim.token, state=State.SENDING)
