from datetime import datetime

from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.services import record_event
from shuke.records.messages.models import MessageSend

SYSTEM = scope_of_system("messages")


def tell(send: MessageSend, verb: str, *, now: datetime, scope: Scope = SYSTEM) -> None:
    """A line on the customer's timeline: "message.sent". A test send has no timeline."""
    if send.customer_id is None:
        return
    facts: dict[str, object] = {"message": send.pk, "channel": send.channel, "purpose": send.purpose}
    if send.reason:
        facts["reason"] = send.reason
    if send.template_id is not None:
        facts["template"] = send.template_id
    record_event(
        scope=scope, kind=f"message.{verb}", now=now, origin=send.origin, customer_id=send.customer_id, facts=facts
    )
