"""Kinds of values that every endpoint takes and gives."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

T = TypeVar("T")

# PostgreSQL's text has no room for the NUL character.
NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=200)]
Number = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)]
Cursor = Annotated[str, Field(max_length=600, description="`next_cursor` of the page before")]
Limit = Annotated[int, Field(ge=1, le=200)]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the calendar") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Strict(Schema):
    """A body that says nothing but what is documented."""

    model_config = ConfigDict(extra="forbid")


class PageOf(Schema, Generic[T]):
    data: list[T]
    has_more: bool
    next_cursor: str | None
