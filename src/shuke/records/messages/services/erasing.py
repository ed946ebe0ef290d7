"""Erasing a person out of what was written to them and what they wrote. That it was written stays, as a count."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Q

from shuke.channels.outbox import MAIL, OTHER, path_in
from shuke.records.customers.erased import ERASED, Person
from shuke.records.messages.mailbox import path_of
from shuke.records.messages.models import (
    DeadAddress,
    LinkClick,
    MessageFile,
    MessageSend,
    ReceivedMail,
    ReceivedState,
    State,
)

_EMPTIED: dict[str, object] = {
    "address": "", "subject": ERASED, "text": "", "values": {}, "reply_address": "", "message_id": "", "detail": "",
}  # fmt: skip


def forget_person(*, person: Person, threads: Collection[str]) -> list[str]:
    """`threads` are the conversations that were theirs: "case:12". What waits is not sent any more.

    Answers the files of the outbox and the bytes of their mails.
    """
    sends = MessageSend.objects.filter(
        Q(customer__in=person.ids)
        | Q(customer__isnull=True, reply_address__in=[*person.emails, *person.phones])
        | Q(customer__isnull=True, thread__in=threads)
    )
    mails = ReceivedMail.objects.filter(
        Q(sender__in=person.emails) | Q(answers__in=sends.values("pk")) | Q(thread__in=threads)
    )
    gone = [*_outbox_files(sends.values_list("key", flat=True)), *_mail_files(mails)]
    mails.filter(state__in=(ReceivedState.NEW, ReceivedState.FAILED)).update(state=ReceivedState.FILED)
    mails.update(sender="", sender_name="", subject="", message_id="", detail="")
    waiting = Q(state=State.QUEUED) | Q(state=State.SENDING, handed_over_at__isnull=True)
    for pk, token in sends.filter(waiting).values_list("pk", "token"):
        cancelled = {"state": State.CANCELLED, "settled_at": person.now, "sending_until": None, "token": token + 1}
        MessageSend.objects.filter(waiting, pk=pk).update(text="", **cancelled)
    LinkClick.objects.filter(send__in=sends).delete()
    MessageFile.objects.filter(send__in=sends).delete()
    DeadAddress.objects.filter(Q(address__in=person.emails) | Q(send__in=sends)).delete()
    # The latest: by these columns the rows above were found.
    sends.update(**_EMPTIED)
    return gone


def _outbox_files(keys: Iterable[str]) -> list[str]:
    """Whether or not they are there: only a carrier that is no real one writes them."""
    folder = settings.DATA / "outbox"
    return [str(path_in(folder, key, ending)) for key in keys for ending in (MAIL, OTHER)]


def _mail_files(mails: Iterable[ReceivedMail]) -> list[str]:
    return [str(path_of(mail.identity)) for mail in mails]
