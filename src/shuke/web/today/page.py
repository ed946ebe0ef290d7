"""The parts of the first page, each for those who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from shuke.records.access.scope import Scope
from shuke.report.attention import SLIPPING
from shuke.report.page.stages import Tone, tone_of
from shuke.scores.models import CustomerScore
from shuke.warehouse import read
from shuke.web.insight.current import Current
from shuke.web.insight.pyramid import LEVELS, ORDER
from shuke.web.insight.queries import first_of
from shuke.web.insight.runs import Foretold, foretold_by
from shuke.web.today.advice import advice_for, main_reason
from shuke.web.today.queries import Change, largest_movers, people_to_act_on, put_off_people

SHOWN = 8  # as many as one person can look after in a day
MOVERS_SHOWN = 4
STAGE_MOVES_SHOWN = 6
WORD_KINDS = {"stage": "stage", "level": "pyramid_level", "class": "value_class"}  # change → kind of its words


@dataclass(frozen=True)
class Act:
    score: CustomerScore
    reason: Mapping[str, Any]
    advice: str


@dataclass(frozen=True)
class ActList:
    acts: tuple[Act, ...]
    slipping: int  # all declining customers, of whom these are the first
    at_risk_minor: int  # of all of them
    put_off: int
    sees_money: bool
    sees_insight: bool
    foretold: Foretold | None  # the model behind the value at risk; None: the simple rule
    focus: int  # the row that takes the keyboard after an answer; −1: none


def act_list(current: Current, *, scope: Scope, focus: int = -1) -> ActList:
    people = first_of(people_to_act_on(scope=scope, as_of=current.as_of, today=current.today), count=SHOWN)
    groups = read.group_counts("stage", as_of=current.as_of, stores=scope.store_ids)
    declining = next((group for group in groups if group.key == SLIPPING), None)
    return ActList(
        acts=tuple(Act(score, main_reason(score), advice_for(score)) for score in people),
        slipping=declining.customers if declining else 0,
        at_risk_minor=declining.value_at_risk_minor if declining else 0,
        put_off=put_off_people(scope=scope, today=current.today).count(),
        sees_money=scope.may("money.view"),
        sees_insight=scope.may("insight.view"),
        foretold=foretold_by(current.run),
        focus=min(focus, len(people) - 1),
    )


@dataclass(frozen=True)
class LevelMove:
    """One level with who came up into it and who fell out of it since the refresh before."""

    key: str
    customers: int
    risen: int
    fallen: int
    risen_url: str
    fallen_url: str


def level_moves(current: Current, changes: list[Change], *, scope: Scope) -> tuple[LevelMove, ...]:
    groups = read.group_counts("pyramid_level", as_of=current.as_of, stores=scope.store_ids)
    here = {group.key: group.customers for group in groups}
    moved = [change for change in changes if change.kind == "level"]
    return tuple(_level_move(key, here.get(key, 0), moved) for key in LEVELS)


def _level_move(key: str, customers: int, moved: list[Change]) -> LevelMove:
    place = ORDER.index(key)
    return LevelMove(
        key=key,
        customers=customers,
        risen=sum(move.customers for move in moved if move.after == key and ORDER.index(move.before) > place),
        fallen=sum(move.customers for move in moved if move.before == key and ORDER.index(move.after) > place),
        risen_url=changes_url("level", before=ORDER[place + 1 :], after=(key,)),
        fallen_url=changes_url("level", before=(key,), after=ORDER[place + 1 :]),
    )


@dataclass(frozen=True)
class Mover:
    score: CustomerScore
    before: str
    after: str
    rises: bool

    @property
    def is_one_off(self) -> bool:
        """Up there by one large order: said, not celebrated."""
        return self.rises and self.score.is_spike


def movers(current: Current, *, scope: Scope) -> list[Mover]:
    found = largest_movers(current.as_of, scope=scope, count=MOVERS_SHOWN)
    return [
        Mover(score, change.before, change.after, rises=ORDER.index(change.after) < ORDER.index(change.before))
        for change, score in found
    ]


def changes_url(kind: str, *, before: Sequence[str], after: Sequence[str]) -> str:
    return (
        f"{reverse('today_changes')}?{urlencode({'kind': kind, 'before': ','.join(before), 'after': ','.join(after)})}"
    )


@dataclass(frozen=True)
class StageMove:
    before: str  # "" not known before
    after: str
    customers: int
    tone: Tone
    url: str


def stage_moves(changes: list[Change]) -> list[StageMove]:
    """From stage to stage since the refresh before, most customers first."""
    moved = [change for change in changes if change.kind == "stage" and change.after]
    return [
        StageMove(
            before=move.before,
            after=move.after,
            customers=move.customers,
            tone=tone_of(move.before, move.after),
            url=changes_url("stage", before=(move.before,), after=(move.after,)),
        )
        for move in moved[:STAGE_MOVES_SHOWN]
    ]


def day_before(current: Current) -> date | None:
    """The refresh that changes are counted from."""
    earlier = [day for day in read.snapshot_days() if day < current.as_of]
    return earlier[-1] if earlier else None
