"""Shapes of the API of care."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from shuke.lib.http import NO_NUL, Strict


class CareTaskOut(Schema):
    id: int
    customer: str = Field(description="the customer's number")
    kind: str = Field(description="of its programme; empty: another origin")
    origin: str = Field(description="care:<programme>, journey:<journey>")
    title: str
    why: str = Field(description="in words, of other origins")
    facts: dict[str, Any] = Field(description="why this customer, why today, of a programme")
    script: str
    owner: str | None
    due_on: date
    call_at: datetime | None
    state: str
    outcome: str
    attempts: int
    appointment_at: datetime | None
    closed_at: datetime | None


class OutcomeIn(Strict):
    outcome: Literal["done", "no_answer", "call_again", "not_interested", "appointment"]
    attempt: int = Field(ge=0, le=1000, description="attempts of the task as you read it: the same twice is refused")
    note: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2000)] = ""
    again_at: AwareDatetime | None = Field(None, description="of call_again and appointment")


class CareStepOut(Schema):
    number: int
    after_days: int
    does: str
    template: str | None = Field(description="code of the text of a message or letter")
    channel: str | None
    script: str


class CareProgrammeOut(Schema):
    id: int
    code: str
    name: str
    kind: str
    holiday: str
    month_day: str
    classes: list[str]
    tiers: list[str]
    segment: str
    most_a_day: int
    holdout_percent: int
    is_on: bool
    planned_until: date | None
    steps: list[CareStepOut]
