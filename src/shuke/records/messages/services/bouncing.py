"""A message that came back, and an address that takes none any more."""

from datetime import datetime

from django.db import transaction

from shuke.channels.inbox import Bounce
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.messages.models import DeadAddress, MessageSend, State
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.settling import settle

# A held message whose report arrives had been taken by the server after all.
CAN_COME_BACK = (State.SENT, State.HELD, State.BOUNCED)


@transaction.atomic
def take_bounce(*, now: datetime, bounce: Bounce) -> MessageSend | None:
    """The message it is about; None where it is none of ours. A delay changes nothing, the server goes on trying."""
    came_back = MessageSend.objects.select_for_update().filter(message_id__in=bounce.message_ids)
    send = came_back.filter(state__in=CAN_COME_BACK).first()
    if send is None or not bounce.is_failed:
        return send
    is_new = send.state != State.BOUNCED
    send.detail = bounce.detail[:300]
    settle(send, State.BOUNCED, "bounced" if bounce.is_hard else "not_delivered", now=now)
    if bounce.is_hard and send.address:
        facts = {"since": now, "send": send, "detail": bounce.detail[:300]}
        DeadAddress.objects.get_or_create(address=send.address.lower(), defaults=facts)
    if is_new:
        tell(send, "bounced", now=now)
    return send


@transaction.atomic
def revive_address(*, scope: Scope, now: datetime, send: MessageSend) -> None:
    """A person knows better: the address of this message takes mail again. Twice changes nothing."""
    dropped, _rows = DeadAddress.objects.filter(address=send.address.lower()).delete()
    if dropped:
        record_audit(scope=scope, action="address.revive", at=now, subject=f"message:{send.pk}")
