"""What leaves the house, and what its carrier says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person. `key` is ours and stays the same however often it is tried."""

    key: str
    to: str
    sender: str  # "Mei’s Coffee <hello@example.com>"
    subject: str
    text: str
    html: str = ""
    message_id: str = ""  # of an e-mail; empty: made from the key
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    template: str = ""  # of providers that send only texts they approved: their code of it
    values: tuple[tuple[str, str], ...] = ()  # what fills that template, in its order


class Fate(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good: the same message would be refused again
    LATER = "later"  # nothing was taken; the same message may be taken later


@dataclass(frozen=True, kw_only=True)
class Answer:
    fate: Fate
    reason: str = ""  # a code: "address_refused", "unreachable"
    detail: str = ""  # the carrier's own words
    is_channel_down: bool = False  # the next message would fare no better
    message_id: str = ""  # what the carrier calls it, by which receipts name it


class Unsure(Exception):
    """The line broke after the message went over: nobody here can know whether it was taken."""


# Called just before the carrier may take the message. Raises when it must not leave any more.
BeforeHandover = Callable[[], None]


class Transport(Protocol):
    # The same key handed over twice leaves one message: what was cut off may simply be tried again.
    is_repeatable: bool

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer: ...

    def close(self) -> None: ...
