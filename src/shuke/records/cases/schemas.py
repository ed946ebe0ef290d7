"""Shapes of the API of cases."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, RowId, Strict

Words = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=20_000)]
Short = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=160)]
Told = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=160)]
Why = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=200)]
TagName = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=60)]
Username = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=150)]
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


class CaseReplyIn(Strict):
    text: Words
    is_question: bool = Field(False, description="the clock stands until the customer answers")
    is_final: bool = Field(False, description="a complaint's answer, when it is that step's turn")
    by_email: bool = False
    by_sms: bool = False
    is_told: bool = Field(False, description="the customer heard it from you already, another way")


class CaseCallIn(Strict):
    text: Words
    is_reached: bool = True


class CaseAssignIn(Strict):
    owner: Username = Field(description="sign-in name; empty: nobody yet")


class CaseChanges(Strict):
    subject: Told | None = None
    kind: Kind | None = None
    priority: Literal["low", "normal", "high", "urgent"] | None = None
    category: Short | None = Field(None, description="its path; empty: none")
    store: Short | None = Field(None, description="by its code; empty: none")
    customer: Told | None = Field(None, description="the customer's number")
    praised: Username | None = Field(None, description="sign-in name of the colleague; only of praise")
    answer: Literal["", "considered", "planned", "done", "declined"] | None = Field(
        None, description="only of a suggestion"
    )
    tags: Annotated[list[TagName], Field(max_length=50)] | None = Field(None, description="exactly these")


class CaseMergeIn(Strict):
    into: RowId = Field(description="the case it becomes part of")


class CaseSplitIn(Strict):
    entry: RowId = Field(description="`id` of the customer's message in the history")
    subject: Told
    kind: Kind


class CaseOrdersIn(Strict):
    orders: Annotated[list[RowId], Field(min_length=1, max_length=100)]


class CaseStepIn(Strict):
    step: Literal["received", "assigned", "facts", "decision", "apology"]
    text: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=4_000)] = Field(
        "", description="what was found, decided, said; only the first two steps may go without"
    )
    investigator: Username = Field("", description="sign-in name; of the step `assigned`")


class CaseCompensationIn(Strict):
    kind: Literal["points", "coupon", "refund"]
    reason: Why = Field(description="the customer reads it")
    points: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    coupon: Short = Field("", description="by its code")
    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = Field(
        None, description="of a refund, in the currency of the business"
    )


class CaseWhyIn(Strict):
    why: Why


class CaseFollowUpIn(Strict):
    outcome: Literal["yes", "no", "silent"] = Field(description="satisfied, not satisfied, not reached")
    text: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=4_000)] = Field(
        "", description="what should become better"
    )


class CaseLearnedIn(Strict):
    cause: Told = Field(description="its path in the tree of causes")
    text: Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=300)]
    owner: Username = Field("", description="sign-in name of who sees to it")
    due_on: date | None = None


class CaseEntryOut(Schema):
    id: int
    kind: str
    code: str
    at: datetime
    staff: str | None
    text: str


class CaseReplyOut(CaseEntryOut):
    is_answer: bool = Field(description="false: it left no way and nobody told the customer, so it stopped no clock")


class CaseStepOut(Schema):
    step: str
    round: int
    at: datetime
    staff: str | None
    text: str


class CaseCompensationOut(Schema):
    id: int
    kind: str
    points: int | None
    amount: Decimal | None
    currency: str
    coupon: str | None
    reason: str
    state: str = Field(description="proposed, given, rejected")
    proposed_by: str
    decided_by: str | None
    said: str = Field(description="why it was turned down")


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
    steps: list[str] = Field(description="of the complaint procedure, stamped in this round")
    next_step: str | None = Field(description="of a complaint: whose turn it is")
    round: int
    cause: str | None
    praised: str | None
    answer: str
    merged_into: int | None
    tags: list[str]
    orders: list[int]
    compensations: list[CaseCompensationOut]
    entries: list[CaseEntryOut]


class ImprovementOut(Schema):
    id: int
    case: int
    cause: str
    text: str
    owner: str
    due_on: date
    done_on: date | None


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
