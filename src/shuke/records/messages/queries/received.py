"""Conversations by mail, and what waits to be read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from shuke.records.messages.models import Mailbox, MessageSend, ReceivedMail, ReceivedState

# So many of the latest mails are named in an answer: more than any mail program reads.
MOST_REFERENCES = 20


def mails_to_read() -> QuerySet[ReceivedMail]:
    """Oldest first, as they arrived."""
    return ReceivedMail.objects.filter(state=ReceivedState.NEW).order_by("arrived_at", "pk")


def mailboxes() -> list[Mailbox]:
    return list(Mailbox.objects.order_by("name"))


def latest_mail_of(thread: str) -> ReceivedMail | None:
    """What the person wrote last in this conversation."""
    return ReceivedMail.objects.filter(thread=thread).order_by("-pk").first() if thread else None


def thread_ids(thread: str, *, before: int) -> list[str]:
    """Message-IDs of a conversation up to our message `before`, oldest first."""
    theirs = ReceivedMail.objects.filter(thread=thread).exclude(message_id="").values_list("taken_at", "message_id")
    ours = MessageSend.objects.filter(thread=thread, pk__lt=before).exclude(message_id="")
    moments = [*theirs, *ours.values_list("queued_at", "message_id")]
    return [message_id for _moment, message_id in sorted(moments)][-MOST_REFERENCES:]


def threads_named(references: Sequence[str]) -> list[str]:
    """The conversations that these Message-IDs belong to, the first named first; each once."""
    theirs = ReceivedMail.objects.filter(message_id__in=references).exclude(thread="")
    ours = MessageSend.objects.filter(message_id__in=references).exclude(thread="")
    found = dict([*theirs.values_list("message_id", "thread"), *ours.values_list("message_id", "thread")])
    return list(dict.fromkeys(found[one] for one in references if one in found))


def many_from(sender: str, *, now: datetime, window: timedelta, most: int) -> bool:
    """Whether more came from this address within the window than a person writes."""
    recent = ReceivedMail.objects.filter(sender=sender, arrived_at__gt=now - window)
    return bool(sender) and recent.count() > most
