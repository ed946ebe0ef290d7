"""Shapes of the API of cases."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, Strict

Words = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=20_000)]
Short = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=160)]
Kind = Literal["question", "service", "praise", "suggestion", "complaint"]


class CaseIn(Strict):
    kind: Kind
    text: Words
    subject: Short = ""
    priority: Literal["", "low", "normal", "high", "urgent"] = ""
    customer: Short = Field("", description="the customer's number; empty: recognised by `contact`")
    contact: Short = Field("", description="phone or e-mail")
    contact_name: Short = ""
    store: Short = Field("", description="by its code; empty: the customer's home store")
    category: Short = Field("", description="its path, as “goods › packing”")
    key: Short = Field("", description="your own key: the same twice is one case")


class ConversationIn(Strict):
    """What somebody wrote in a chat or on a social network."""

    channel: Literal["chat", "social"]
    conversation: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)] = Field(
        description="your own key of the conversation: while its case is open, its words belong there"
    )
    text: Words
    key: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)] = Field(
        description="your own key of this message: the same twice changes nothing"
    )
    name: Short = ""
    contact: Short = Field("", description="phone or e-mail: whoever goes by it is recognised")
    store: Short = Field("", description="by its code")


class WordsIn(Strict):
    text: Words
    key: Short = Field("", description="your own key: the same twice changes nothing")


class NoteIn(Strict):
    text: Words


class CaseEntryOut(Schema):
    id: int
    kind: str
    code: str
    at: datetime
    staff: str | None
    text: str


class CaseOut(Schema):
    id: int
    kind: str
    channel: str
    status: str
    priority: str
    subject: str
    customer: str | None
    store: str | None
    owner: str | None
    category: str | None
    opened_at: datetime
    first_due_at: datetime | None
    first_replied_at: datetime | None
    resolve_due_at: datetime | None
    closed_at: datetime | None


class CaseWithHistory(CaseOut):
    steps: list[str]
    entries: list[CaseEntryOut]


class RingIn(Strict):
    phone: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=40)]
    agent: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=150)] = Field(
        description="sign-in name or extension of who takes the call"
    )
    call_key: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)] = Field(
        description="the telephone system's own key of the call"
    )


class RingOut(Schema):
    agent: str
    customer: str | None
    page: str | None = Field(description="address of the caller's page")
