"""A mail's bytes as a plain Mail. Whatever somebody sends, this answers: what cannot be read is said, not raised."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from functools import partial
from hashlib import sha256
from typing import TypeVar

from shuke.channels.inbox.bounces import MESSAGE_ID, Bounce, bounce_of
from shuke.channels.inbox.machines import automatic
from shuke.channels.inbox.pages import PICTURES
from shuke.channels.inbox.words import MOST_PAGE, decoded, header_text, is_made_to_choke, new_words, text_of_html
from shuke.channels.message import Attachment

T = TypeVar("T")

MOST_TEXT = 100_000
MOST_PARTS, DEEPEST = 200, 20
PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"
# What the parser of a mail made to break it raises.
_BROKEN = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


class _AsWritten(Compat32):
    """Headers in bytes that nobody declared are kept, to be decoded here; the standard policy drops them."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


@dataclass(frozen=True, kw_only=True)
class Mail:
    identity: str  # the same for the same mail, whichever way and however often it arrives
    message_id: str
    references: tuple[str, ...]  # Message-IDs of the conversation, the one that is answered first
    sender: str  # address in lower case; empty when there is none
    sender_name: str
    subject: str
    text: str
    words: str  # the text without what it quotes
    page: str  # its HTML as it came, never to be shown but through `pages.safe_page`; empty where it has none
    files: tuple[Attachment, ...]
    inline: Mapping[str, Attachment]  # pictures among the files that the page may name, by Content-ID
    automatic: str  # see `machines.automatic`
    bounce: Bounce | None
    sender_check: str  # whether the sender is who it says: PASSED, FAILED, or UNKNOWN where nobody we believe looked


def read_mail(raw: bytes, *, own: Collection[str] = (), checked_by: str = "") -> Mail:
    """`own`: our own addresses, in lower case; `checked_by`: see `MailboxAddress`."""
    mail = message_from_bytes(raw, policy=_AsWritten())
    name, sender = _sender(mail)
    subject = header_text(mail.get("Subject"))
    content = _content(mail)
    text = content.text
    references = _references(mail)
    bounce = _tried(lambda: bounce_of(mail, sender=sender))
    return Mail(
        identity=_identity(raw, mail),
        message_id=next(iter(MESSAGE_ID.findall(str(mail.get("Message-ID", "")))), ""),
        references=references,
        sender=sender,
        sender_name=name,
        subject=subject,
        text=text,
        words=new_words(text) if references else text,
        page=content.page,
        files=tuple(content.files),
        inline=content.inline,
        automatic=automatic(mail, sender=sender, subject=subject, own=own),
        bounce=bounce,
        sender_check=_sender_check(mail, sender=sender, checked_by=checked_by),
    )


def _identity(raw: bytes, mail: Message) -> str:
    """What relays leave as it is: the author's own headers and the body."""
    head_end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))
    own = "\n".join(str(mail.get(name, "")) for name in ("Message-ID", "From", "Date", "Subject"))
    return sha256(own.encode("utf-8", "surrogateescape") + raw[head_end:]).hexdigest()


def _sender(mail: Message) -> tuple[str, str]:
    raw = str(mail.get("From", ""))
    name, address = parseaddr(re.sub(r"[\r\n]+\s*", " ", raw))
    if "@" not in address:  # a name in raw bytes can hide the address from the parser
        found = re.search(r"[^\s<>\"',;:]+@[^\s<>\"',;:]+", raw)
        address = found[0] if found else ""
    plain = address.encode("ascii", "ignore").decode().lower()
    return header_text(name)[:120], plain[:254] if "@" in plain else ""


def _references(mail: Message) -> tuple[str, ...]:
    answered = MESSAGE_ID.findall(str(mail.get("In-Reply-To", "")))
    earlier = MESSAGE_ID.findall(str(mail.get("References", "")))
    return tuple(dict.fromkeys([*answered, *reversed(earlier)]))[:50]


@dataclass
class _Content:
    plain: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    inline: dict[str, Attachment] = field(default_factory=dict)

    @property
    def text(self) -> str:
        text = "\n".join(self.plain).strip()
        text = text or "\n".join(_tried(partial(text_of_html, page)) or "" for page in self.pages)
        return text.replace("\x00", "").replace("\r\n", "\n").strip()[:MOST_TEXT]

    @property
    def page(self) -> str:
        page = "\n".join(self.pages).replace("\x00", "").strip()[:MOST_PAGE]
        return "" if is_made_to_choke(page) else page


def _content(mail: Message) -> _Content:
    found = _Content()
    for part in _parts(mail, depth=0):
        kind, name = part.get_content_type(), _file_name(part)
        if part.get_content_disposition() == "attachment" or name or kind not in ("text/plain", "text/html"):
            if part.get_content_maintype() != "multipart" and kind != "message/delivery-status":
                file = Attachment(name or _made_up_name(part), kind, _bytes(part))
                found.files.append(file)
                if kind in PICTURES and (content_id := str(part.get("Content-ID", "")).strip(" <>\r\n\t")):
                    found.inline[content_id] = file
        else:
            words = decoded(_bytes(part), str(part.get_param("charset") or ""))
            (found.plain if kind == "text/plain" else found.pages).append(words)
    return found


def _parts(mail: Message, *, depth: int) -> Iterator[Message]:
    """The leaves; a mail attached to this one is a leaf too."""
    content = mail.get_payload()
    if mail.get_content_maintype() == "multipart" and isinstance(content, list) and depth < DEEPEST:
        for part in content[:MOST_PARTS]:
            if isinstance(part, Message):
                yield from _parts(part, depth=depth + 1)
    else:
        yield mail


def _bytes(part: Message) -> bytes:
    if part.is_multipart():
        return _tried(lambda: part.as_bytes()) or b""
    content = _tried(lambda: part.get_payload(decode=True))
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    return header_text(_tried(part.get_filename) or "")


def _made_up_name(part: Message) -> str:
    return f"{part.get_content_maintype()}.{re.sub(r'[^a-z0-9]', '', part.get_content_subtype())[:10]}"


def _sender_check(mail: Message, *, sender: str, checked_by: str) -> str:
    """By the results of our own mail server (RFC 8601): anybody can write such a header into a mail."""
    own = [str(value) for value in mail.get_all("Authentication-Results", [])]
    results = next((value for value in own if value.partition(";")[0].split(None, 1)[:1] == [checked_by]), "").lower()
    if not checked_by or not results:
        return UNKNOWN
    domain = sender.rpartition("@")[2]
    if found := re.search(r"\bdmarc=(\w+)", results):
        return {"pass": PASSED, "fail": FAILED}.get(found[1], UNKNOWN)
    signed = [match[1] for match in re.finditer(r"\bdkim=pass\b[^;]*\bheader\.(?:d|i)=@?([\w.-]+)", results)]
    if any(domain == one or domain.endswith(f".{one}") for one in signed):
        return PASSED
    return FAILED if re.search(r"\b(spf|dkim)=fail\b", results) else UNKNOWN


def _tried(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except _BROKEN:
        return None
