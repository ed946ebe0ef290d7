"""Segments as other systems write and read them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, Strict

Key = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]
Line = Annotated[
    str,
    StringConstraints(pattern=NO_NUL, max_length=20_000),
    Field(description="`stage in (declining, lost) and not bought(last 30 days)`"),
]
Words = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=400)]


class ChoiceIn(Strict):
    """One of the two: a line of text, or the same as a tree."""

    text: Line | None = None
    tree: dict[str, Any] | None = None


class SegmentIn(ChoiceIn):
    name: Name
    key: Key | None = None  # how texts name it; made of the name where it is left out
    description: Words = ""


class SegmentChanges(ChoiceIn):
    """What is left out stays."""

    name: Name | None = None
    description: Words | None = None


class SegmentOut(Schema):
    id: int
    key: str
    name: str
    description: str
    is_static: bool
    text: str
    tree: dict[str, Any]
    count: int  # customers of the caller's stores by the latest count
    counted_at: datetime | None
    as_of: date | None  # of purchases and scores, where they are asked for
    refusal: str  # why the latest count left it as it was


class SegmentCountOut(Schema):
    count: int
    as_of: date | None


class SegmentMemberOut(Schema):
    customer: str  # number
    name: str


class SegmentChangeOut(Schema):
    id: int
    customer: str
    change: Literal["entered", "left"]
    changed_at: datetime


class SegmentChangesOut(Schema):
    data: list[SegmentChangeOut]
    next_after: int  # where to go on reading, also when there is nothing yet
