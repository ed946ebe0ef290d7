"""What another system is told by the webhook: no message to a person, so neither consent nor budget is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.messages.models import Channel, MessageSend, Purpose
from shuke.records.messages.rules.contact import Weight
from shuke.records.messages.services.waking import wake_now


@dataclass(frozen=True)
class Notice:
    key: str  # new: the receiver knows a repetition by it
    event: str  # "journey.welcomed"
    facts: Mapping[str, str]


@transaction.atomic
def queue_notices(*, scope: Scope, now: datetime, origin: str, notices: Sequence[Notice]) -> list[int]:
    """In the order of `notices`: the id of the row that leaves with an empty addressee.

    Raises IntegrityError where a key is known: nothing is queued then.
    """
    sends = [
        MessageSend(
            key=notice.key,
            channel=Channel.WEBHOOK,
            purpose=Purpose.SERVICE,
            weight=Weight.NORMAL,
            language=settings.LANGUAGE_CODE,
            subject=notice.event,
            values=dict(notice.facts),
            queued_at=now,
            due_at=now,
            staff_id=scope.staff_id,
            origin=origin,
        )
        for notice in notices
    ]
    made = MessageSend.objects.bulk_create(sends)
    transaction.on_commit(wake_now)
    return [send.pk for send in made]
