"""Mails that arrived, for tests."""

from itertools import count

from django.utils import timezone

from shuke.channels.inbox import Fetched, read_mail
from shuke.records.messages.mailbox import own_addresses, path_of
from shuke.records.messages.models import Mailbox, MessageSend, ReceivedMail, State
from shuke.records.messages.services.receiving import keep_mail

_serial = count(1)


def arrived(raw: bytes, *, checked_by: str = "", is_head_only: bool = False) -> ReceivedMail:
    """As if fetched just now; what was kept before is answered as it was."""
    now, mail = timezone.now(), read_mail(raw, own=own_addresses(), checked_by=checked_by)
    box, _made = Mailbox.objects.get_or_create(name="hello@shop.example@imap/INBOX")
    fetched = Fetched(uid=next(_serial), raw=raw, arrived_at=now, size_bytes=len(raw), is_head_only=is_head_only)
    keep_mail(now=now, mailbox=box, fetched=fetched, mail=mail, path_of=path_of)
    return ReceivedMail.objects.get(identity=mail.identity)


def sent(send: MessageSend, message_id: str = "") -> MessageSend:
    """Left, under a Message-ID."""
    send.state, send.message_id = State.SENT, message_id or f"<ours{send.pk}@shop.example>"
    send.address = send.address or send.reply_address or "pan@example.com"
    send.save()
    return send
