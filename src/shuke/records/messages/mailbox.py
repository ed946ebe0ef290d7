"""The mailbox that is read here, and where the bytes of its mails are kept."""

from email.utils import parseaddr
from pathlib import Path

from django.conf import settings

from shuke.channels.inbox import Mail, MailboxAddress, mailbox_of, read_mail
from shuke.records.messages.models import ReceivedMail


def mailbox_address() -> MailboxAddress | None:
    """None where no mailbox is read. Raises WrongImapUrl."""
    return mailbox_of(settings.IMAP_URL) if settings.IMAP_URL else None


def own_addresses() -> frozenset[str]:
    """Ours, in lower case: a mail from one of them is our own come back."""
    found = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()}
    if address := mailbox_address():
        found.add(address.user.lower())
    return frozenset(one for one in found if "@" in one)


def path_of(identity: str) -> Path:
    return Path(settings.DATA) / "mail" / identity[:2] / f"{identity}.eml"


def read_again(kept: ReceivedMail) -> Mail:
    """The mail from its bytes, with its files. Raises OSError where somebody removed them."""
    address = mailbox_address()
    checked_by = address.checked_by if address else ""
    return read_mail(path_of(kept.identity).read_bytes(), own=own_addresses(), checked_by=checked_by)
