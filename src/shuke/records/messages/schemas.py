"""What systems send and get of messages."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, Limit, Moment, Number, Strict, Text
from shuke.lib.http import Cursor as CursorText
from shuke.records.access.scope import Scope
from shuke.records.customers.masking import shown_to
from shuke.records.messages.models import MessageSend, Template
from shuke.records.messages.queries import Standing
from shuke.records.messages.rules.words import reason_words

ChannelName = Literal["email", "post", "sms", "wechat", "webhook"]
PurposeName = Literal["service", "care", "marketing"]
Language = Literal["en", "zh-hans", "zh-hant"]
Subject = Annotated[str, StringConstraints(pattern=r"^[^\x00\r\n]*$", max_length=200)]
Body = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=20_000)]
Code = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]


class MessageIn(Strict):
    """A template, or subject and text of its own."""

    customer: Number
    channel: ChannelName = "email"
    template: Code | None = Field(None, description="its purpose, and its text in the customer's language")
    purpose: PurposeName = Field("service", description="of a text of its own")
    subject: Subject = ""
    text: Body = ""
    due_at: Moment | None = Field(None, description="not before; empty: now")
    key: Text = Field("", description="the same key again is the same message, for ever; empty: a new one each time")


class MessageFilters(Schema):
    state: Text = ""
    customer: Text = ""
    channel: Text = ""
    limit: Limit = 50
    starting_after: CursorText = ""


class MessageOut(Schema):
    """A message and its receipt: `state` and `reason` say what became of it, `settled_at` since when."""

    id: int
    customer: str | None
    channel: str
    purpose: str
    template: str | None
    address: str
    subject: str
    text: str
    state: str
    reason: str
    reason_text: str
    detail: str
    message_id: str
    queued_at: datetime
    due_at: datetime
    handed_over_at: datetime | None
    settled_at: datetime | None
    attempts: int


class TemplateTextIn(Strict):
    subject: Subject
    text: Body


class TemplateIn(Strict):
    name: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)]
    purpose: PurposeName
    is_on: bool = True
    texts: dict[Language, TemplateTextIn]


class TemplateTextOut(Schema):
    subject: str
    text: str


class TemplateOut(Schema):
    code: str
    name: str
    purpose: str
    is_on: bool
    texts: dict[str, TemplateTextOut]


class MayContactOut(Schema):
    channel: str
    purpose: str
    may: str = Field(description="yes, defer or no")
    reason: str
    reason_text: str
    until: datetime | None


def message_out(send: MessageSend, *, scope: Scope) -> MessageOut:
    names = MessageOut.model_fields.keys() - {"customer", "template", "address", "text", "reason_text", "attempts"}
    return MessageOut(
        **{name: getattr(send, name) for name in names},
        customer=send.customer.number if send.customer else None,
        template=send.template.code if send.template else None,
        address=shown_to(scope, kind="email", value=send.address),
        text="" if send.is_secret else send.text,
        reason_text=reason_words(send.reason),
        attempts=send.attempt,
    )


def template_out(template: Template) -> TemplateOut:
    return TemplateOut(
        code=template.code,
        name=template.name,
        purpose=template.purpose,
        is_on=template.is_on,
        texts={text.language: TemplateTextOut(subject=text.subject, text=text.body) for text in template.texts.all()},
    )


def standing_out(standing: Standing) -> MayContactOut:
    verdict = standing.verdict
    return MayContactOut(
        channel=standing.channel,
        purpose=standing.purpose,
        may=verdict.may,
        reason=verdict.reason,
        reason_text=reason_words(verdict.reason),
        until=verdict.until,
    )
