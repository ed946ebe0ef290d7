"""The mailbox that is read, as it stands in IMAP_URL."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from shuke.lib.errors import ShukeError

# TLS from the first byte, STARTTLS, plain (a server on this machine).
PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143}


class WrongImapUrl(ShukeError):
    """IMAP_URL does not name a mailbox."""


@dataclass(frozen=True, kw_only=True)
class MailboxAddress:
    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    checked_by: str  # who writes the Authentication-Results that are believed; empty: nobody's are

    @property
    def name(self) -> str:
        """What the mailbox is called in rows and sentences: without the password."""
        return f"{self.user}@{self.host}/{self.folder}"


def mailbox_of(url: str) -> MailboxAddress:
    """`imaps://user:password@imap.example.com/INBOX?checked_by=mx.example.com`; special characters %-encoded."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or port == 0:
        raise WrongImapUrl(
            "IMAP_URL names no mailbox: write imaps://user:password@host/INBOX (TLS), imap+starttls://… or "
            "imap://… (no encryption); an @ inside the user's name is written %40."
        )
    return MailboxAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        checked_by=parse_qs(parts.query).get("checked_by", [""])[0].lower(),
    )
