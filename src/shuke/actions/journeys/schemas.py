from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import StringConstraints

from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.lib.http import NO_NUL, Cursor, Limit, Number, Strict, Text
from shuke.records.sales.schemas import FollowedOut


class JourneyFilters(Schema):
    state: Text = ""  # "draft", "running", "paused", "ended"
    limit: Limit = 50
    starting_after: Cursor = ""


class JourneyRunFilters(Schema):
    state: Text = ""  # "inside", "left"; empty: both
    node: Text = ""
    limit: Limit = 50
    starting_after: Cursor = ""


class JourneyOut(Schema):
    id: int
    name: str
    description: str
    state: str  # "draft", "running", "paused", "ended"
    version: int | None
    hold_out_percent: int
    started_at: datetime | None
    ended_at: datetime | None
    inside: int

    @staticmethod
    def of(journey: Journey, *, inside: int) -> "JourneyOut":
        return JourneyOut(
            id=journey.pk,
            name=journey.name,
            description=journey.description,
            state=journey.state,
            version=journey.version.number if journey.version else None,
            hold_out_percent=journey.hold_out_percent,
            started_at=journey.started_at,
            ended_at=journey.ended_at,
            inside=inside,
        )


class JourneyWhole(JourneyOut):
    definition: dict[str, Any]  # nodes and edges, as newcomers follow them; of a draft as it is drawn
    counts: dict[str, dict[str, int]]  # node → waiting, held, passed, sent, deferred, refused
    followed: dict[
        str, FollowedOut
    ]  # node → after the links of its messages; nodes without an opened link are left out
    followed_together: FollowedOut  # people once, whichever messages they opened


class JourneyRunOut(Schema):
    id: int
    customer: str  # number
    node: str
    is_held_out: bool
    version: int
    entered_at: datetime
    due_at: datetime | None
    left: str  # "", "goal", "exit", …
    left_at: datetime | None
    goal_at: datetime | None
    trouble: str

    @staticmethod
    def of(run: JourneyRun) -> "JourneyRunOut":
        return JourneyRunOut(
            id=run.pk,
            customer=run.customer.number,
            node=run.node,
            is_held_out=run.is_held_out,
            version=run.version.number,
            entered_at=run.entered_at,
            due_at=None if run.left_at else run.due_at,
            left=run.left,
            left_at=run.left_at,
            goal_at=run.goal_at,
            trouble=run.trouble,
        )


class JourneyEnterIn(Strict):
    customer: Number
    key: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=60)] = (
        ""  # of the occasion: the same key again enters nobody twice
    )
