"""What a provider says became of a message it took."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services.bouncing import CAN_COME_BACK
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.settling import settle


@dataclass(frozen=True)
class Receipt:
    message_id: str  # as the provider called the message when it took it
    is_delivered: bool
    detail: str = ""


@transaction.atomic
def take_receipt(*, now: datetime, carrier: str, receipt: Receipt) -> bool:
    """Whether it is about a message of ours. The same one twice changes nothing."""
    ours = MessageSend.objects.select_for_update().filter(carrier=carrier, message_id=receipt.message_id)
    send = ours.filter(state__in=CAN_COME_BACK).first() if receipt.message_id else None
    if send is None:
        return False
    if receipt.is_delivered:
        send.delivered_at = send.delivered_at or now
        send.save(update_fields=["delivered_at"])
    elif send.state != State.BOUNCED:
        send.detail = receipt.detail[:300]
        settle(send, State.BOUNCED, "not_delivered", now=now)
        tell(send, "bounced", now=now)
    return True
