"""What a person decides about one message."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.settling import settle
from shuke.records.messages.services.waking import wake_now


class NotCancellable(ShukeError):
    """A message that is on its way, or settled."""


class NotHeld(ShukeError):
    """A message that nobody has to decide about."""


@transaction.atomic
def cancel_message(*, scope: Scope, now: datetime, send: MessageSend) -> MessageSend:
    send = MessageSend.objects.select_for_update().get(pk=send.pk)
    if send.state != State.QUEUED:
        raise NotCancellable(_("Only a message that still waits can be cancelled; this one does not."))
    record_audit(scope=scope, action="message.cancel", at=now, subject=f"message:{send.pk}")
    return _settled(send, State.CANCELLED, scope=scope, now=now)


def cancel_messages(*, scope: Scope, now: datetime, sends: Iterable[int]) -> int:
    """Those of the messages that have not left, each in a transaction of its own; how many."""
    cancelled = 0
    for pk in sends:
        try:
            cancel_message(scope=scope, now=now, send=MessageSend(pk=pk))
        except NotCancellable:  # it left meanwhile
            continue
        cancelled += 1
    return cancelled


@transaction.atomic
def confirm_arrived(*, scope: Scope, now: datetime, send: MessageSend) -> MessageSend:
    """Of a held message: the mail server had taken it."""
    record_audit(scope=scope, action="message.confirm", at=now, subject=f"message:{send.pk}")
    return _settled(_of_held(send), State.SENT, scope=scope, now=now)


@transaction.atomic
def send_again(*, scope: Scope, now: datetime, send: MessageSend) -> MessageSend:
    """Of a held message: it did not arrive, or may arrive twice. It keeps its Message-ID."""
    send = _of_held(send)
    send.state, send.reason, send.detail, send.due_at = State.QUEUED, "by_hand", "", now
    send.save()
    record_audit(scope=scope, action="message.again", at=now, subject=f"message:{send.pk}")
    wake_now()
    return send


def _of_held(send: MessageSend) -> MessageSend:
    send = MessageSend.objects.select_for_update().get(pk=send.pk)
    if send.state != State.HELD:
        raise NotHeld(_("Nothing has to be decided about this message any more."))
    return send


def _settled(send: MessageSend, state: State, *, scope: Scope, now: datetime) -> MessageSend:
    settle(send, state, "by_hand", now=now)
    tell(send, state, now=now, scope=scope)
    return send
