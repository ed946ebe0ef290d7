"""Reading a mailbox by IMAP. Nothing in it is changed: no mail is deleted, moved or marked as read."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import mktime
from types import TracebackType
from typing import Self

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from shuke.channels.inbox.address import MailboxAddress
from shuke.lib.errors import ShukeError

TIMEOUT_SECONDS = 30
# Of a larger mail only the head is fetched: three attachments of 25 MB, as base64.
MOST_BYTES = 100 * 1024 * 1024
MOST_SAID = 200  # of what a server says
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(ShukeError):
    """The mailbox cannot be read: its server is away, or refuses us. `reason` is worded by whoever shows it.

    Args:
        reason: refuses_us, folder_closed or unreachable.
        facts: what the words name: host, user, folder, detail.
    """

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(f"{reason} {facts}")
        self.reason, self.facts = reason, facts


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A mail as its bytes."""

    uid: int
    raw: bytes
    arrived_at: datetime
    size_bytes: int
    is_head_only: bool  # too large: the rest stays in the mailbox


class ImapBox:
    """One mailbox, open for reading. Every trouble with it is a MailboxAway."""

    def __init__(self, address: MailboxAddress) -> None:
        self._address = address

    def __enter__(self) -> Self:
        with _problems_named(self._address):
            self._box = _connected(self._address)
            try:
                self._sign_in()
            except BaseException:
                self._leave()
                raise
        return self

    def _sign_in(self) -> None:
        box, address = self._box, self._address
        box.login(address.user, address.password, initial_folder=None)
        if b"ID" in b" ".join(box.client.capability()[1]).upper().split():
            box.client.xatom("ID", '("name" "shuke")')  # some servers show no folder before it
        box.folder.set(address.folder, readonly=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leave()

    def _leave(self) -> None:
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            self._box.logout()
        with suppress(OSError):
            self._box.client.shutdown()

    def uid_validity(self) -> int:
        """Changes when the server numbered the folder's mails anew."""
        with _problems_named(self._address):
            return int(self._box.folder.status(self._address.folder, ["UIDVALIDITY"])["UIDVALIDITY"])

    def uids_after(self, uid: int) -> list[int]:
        with _problems_named(self._address):
            found = [int(one) for one in self._box.uids(f"UID {uid + 1}:*")]
        return sorted(one for one in found if one > uid)  # "*" names the last mail even below the range

    def unread_uids_since(self, day: date) -> list[int]:
        with _problems_named(self._address):
            return sorted(int(one) for one in self._box.uids(f"UNSEEN SINCE {day.day}-{day:%b-%Y}"))

    def highest_uid(self) -> int:
        with _problems_named(self._address):
            return max((int(one) for one in self._box.uids("UID *")), default=0)

    def fetched(self, uids: list[int]) -> Iterator[Fetched]:
        """The mails one by one; one that was deleted meanwhile is left out."""
        for uid in uids:
            with _problems_named(self._address):
                one = self._fetch(uid)
            if one is not None:
                yield one

    def _fetch(self, uid: int) -> Fetched | None:
        head = self._ask(uid, "(RFC822.SIZE INTERNALDATE)")
        if not head:
            return None
        envelope = b" ".join(part if isinstance(part, bytes) else part[0] for part in head)
        found = _SIZE.search(envelope)
        size, is_large = int(found[1]) if found else 0, bool(found and int(found[1]) > MOST_BYTES)
        parts = self._ask(uid, "(BODY.PEEK[HEADER])" if is_large else "(BODY.PEEK[])")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:
            return None
        return Fetched(uid=uid, raw=raw, arrived_at=_arrival(envelope), size_bytes=size, is_head_only=is_large)

    def _ask(self, uid: int, what: str) -> list[bytes | tuple[bytes, bytes]]:
        _state, parts = self._box.client.uid("FETCH", str(uid), what)
        return [part for part in parts if part is not None]


def _connected(address: MailboxAddress) -> MailBox | MailBoxUnencrypted | MailBoxStartTls:
    context = ssl.create_default_context()
    if address.scheme == "imaps":
        return MailBox(address.host, address.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    if address.scheme == "imap+starttls":
        return MailBoxStartTls(address.host, address.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    return MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT_SECONDS)


def _arrival(envelope: bytes) -> datetime:
    """INTERNALDATE; a server that says none gives the oldest moment there is, which sorts first."""
    parsed = imaplib.Internaldate2tuple(envelope)
    if parsed is None:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return datetime.fromtimestamp(mktime(parsed), tz=UTC)


@contextmanager
def _problems_named(address: MailboxAddress) -> Iterator[None]:
    """Turns what goes wrong with a server into what a person can act on."""
    try:
        yield
    except MailboxLoginError as error:
        raise MailboxAway("refuses_us", host=address.host, user=address.user) from error
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise MailboxAway(
            "folder_closed", host=address.host, folder=address.folder, detail=str(error)[:MOST_SAID]
        ) from error
    except OSError as error:
        raise MailboxAway(
            "unreachable", host=f"{address.host}:{address.port}", detail=str(error)[:MOST_SAID]
        ) from error
