"""Mails that say another one did not arrive: delivery status notifications, RFC 3464."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_NOBODY = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """Of one mail of ours."""

    message_ids: tuple[str, ...]  # of the mail that came back, as the report quotes it
    is_failed: bool  # False: only late, the server goes on trying
    is_hard: bool  # the address takes no mail, now or later
    detail: str  # the server's own words


def bounce_of(mail: Message, *, sender: str) -> Bounce | None:
    """None where the mail is no report of a delivery."""
    parts = list(mail.walk())
    fields = [
        block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)
    ]
    if not fields and not _NOBODY.match(sender):
        return None
    ids = tuple(dict.fromkeys(_quoted_ids(parts)))
    if not ids:
        return None
    acted = [block for block in fields if block.get("Action")]
    if not acted:  # a server's own form: it came back, and why is not told
        return Bounce(message_ids=ids, is_failed=True, is_hard=False, detail="")
    worst = next((block for block in acted if _value(block, "Action").lower() == "failed"), acted[0])
    status = _value(worst, "Status")
    is_failed = _value(worst, "Action").lower() == "failed"
    detail = _value(worst, "Diagnostic-Code").partition(";")[2].strip() or status
    return Bounce(
        message_ids=ids, is_failed=is_failed, is_hard=is_failed and status.startswith("5"), detail=detail[:300]
    )


def _blocks(part: Message) -> list[Message]:
    content = part.get_payload()
    return [block for block in content if isinstance(block, Message)] if isinstance(content, list) else []


def _quoted_ids(parts: list[Message]) -> Iterator[str]:
    """Message-IDs in the heads of what came back; the report's own, in the first part, is none of them."""
    for part in parts[1:]:
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            text = content.decode("ascii", "replace") if isinstance(content, bytes) else ""
            found = re.search(r"^message-id:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE)
            yield from [found[1]] if found else []
        elif part.get("Message-ID"):
            yield from MESSAGE_ID.findall(str(part["Message-ID"]))


def _value(block: Message, name: str) -> str:
    return re.sub(r"\s+", " ", str(block.get(name, ""))).strip()
