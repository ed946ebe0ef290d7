"""A Message as the bytes of an e-mail."""

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from shuke.channels.message import Message
from shuke.lib.errors import ShukeError

# Addresses and ids, not words: the standard policy encodes the long ones, and then nobody recognises them.
_VERBATIM = {"in-reply-to", "references", "message-id", "list-unsubscribe"}


class _Policy(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        if name.lower() not in _VERBATIM:
            return str(super().fold(name, value))
        return f"{name}: {f'{self.linesep} '.join(str(value).split())}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() not in _VERBATIM:
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii", "replace")


_POLICY = _Policy(linesep="\r\n")


class NotWritable(ShukeError):
    """An address or a header that no e-mail can carry, such as a line break inside a subject.

    Names it only: that it cannot be written is said by the reason of the answer, in the reader's language.
    """


def message_id_of(key: str, *, domain: str) -> str:
    """Ours and always the same for a key: by it a repeat, a reply and a bounce are recognised."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def written(message: Message, *, now: datetime) -> bytes:
    """Raises NotWritable."""
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"], mail["To"] = _address(message.sender), _address(message.to)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = message.message_id or message_id_of(message.key, domain=domain_of(message.sender))
        for name, value in message.headers:
            mail[name] = value
        mail.set_content(message.text)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        for one in message.attachments:
            kind, _slash, subtype = one.content_type.partition("/")
            mail.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
        return mail.as_bytes()
    except (ValueError, MessageError, IndexError, AttributeError) as error:  # the parser of headers raises them all
        raise NotWritable(str(error)) from error


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    if "@" not in address or "\n" in text or "\r" in text:
        raise NotWritable(text)
    return Address(name, addr_spec=address)
