"""E-mail that arrives: fetched by IMAP, and read from its bytes into a plain Mail."""

from shuke.channels.inbox.address import MailboxAddress, WrongImapUrl, mailbox_of
from shuke.channels.inbox.bounces import Bounce
from shuke.channels.inbox.imap import Fetched, ImapBox, MailboxAway
from shuke.channels.inbox.reading import Mail, read_mail

__all__ = [
    "Bounce",
    "Fetched",
    "ImapBox",
    "Mail",
    "MailboxAddress",
    "MailboxAway",
    "WrongImapUrl",
    "mailbox_of",
    "read_mail",
]
