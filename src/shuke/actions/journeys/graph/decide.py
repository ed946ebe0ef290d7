"""What one person does next: a pure function of the journey, where they stand, what is known, and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.moments import over_at
from shuke.actions.journeys.graph.nodes import (
    HAPPENED,
    LETTERS,
    NEXT,
    NO,
    TIMEOUT,
    UNKNOWN,
    YES,
    Delay,
    Draw,
    Effect,
    Exit,
    GiveCoupon,
    Goal,
    Message,
    Points,
    Split,
    Tag,
    Task,
    WaitFor,
    Webhook,
)

# A person who is held for a reason that a human puts right is looked at again so often.
HELD_FOR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody is in a journey."""

    node: str
    entered_at: datetime
    arrived_at: datetime  # at `node`
    is_held_out: bool = False  # receives nothing: they are there to compare with


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a person."""

    zone: str
    happened: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)  # by kind of event, since the entry
    fulfilled: frozenset[str] = frozenset()  # nodes whose condition holds
    days: Mapping[str, date] = field(default_factory=dict)  # of `nodes.DAYS`, those that are known
    drawn: float = 0.0  # a random number in [0, 1)
    is_gone: bool = False  # erased


@dataclass(frozen=True)
class Go:
    """On to the node `to`, by `branch`, after `effect`."""

    branch: str
    to: str
    effect: Effect | None = None


@dataclass(frozen=True)
class Wait:
    until: datetime


@dataclass(frozen=True)
class Leave:
    """The journey is over: "goal", "exit", "gone", or "lost_way" where the graph has no way on."""

    why: str
    at_node: str


Move = Go | Wait | Leave


def decide(definition: Definition, standing: Standing, facts: Facts, now: datetime) -> Move:
    """The one next thing. Asked again at the same moment after each `Go`, it ends in a `Wait` or a `Leave`.

    That holds for every journey that `checks.faults_of` finds nothing wrong with.
    """
    if facts.is_gone:
        return Leave("gone", standing.node)
    if _is_over(definition, standing, facts):
        return Leave("goal", definition.goal)
    if standing.is_held_out:
        return _watched(definition, standing, now)
    match node := definition.nodes.get(standing.node):
        case Goal():
            return Leave("goal", standing.node)
        case Exit():
            return Leave("exit", standing.node)
        case Delay():
            return _delayed(definition, standing, facts, node, now)
        case WaitFor():
            return _waited(definition, standing, facts, node, now)
        case Split():
            return _go(definition, standing, YES if standing.node in facts.fulfilled else NO)
        case Draw(shares=shares):
            return _go(definition, standing, drawn_branch(shares, facts.drawn))
        case Message() | Points() | GiveCoupon() | Tag() | Task() | Webhook():
            return _go(definition, standing, NEXT, effect=node)
        case _:
            return _go(definition, standing, NEXT)


def _is_over(definition: Definition, standing: Standing, facts: Facts) -> bool:
    """Nobody is watched any longer who was held out and did it."""
    goal = definition.nodes.get(definition.goal)
    is_end = isinstance(goal, Goal) and (goal.is_end or standing.is_held_out)
    return is_end and reached_goal_at(definition, standing, facts) is not None


def reached_goal_at(definition: Definition, standing: Standing, facts: Facts) -> datetime | None:
    """When the person first did what the journey is for; None where they did not, or too late to count."""
    goal = definition.nodes.get(definition.goal)
    if not isinstance(goal, Goal):
        return None
    end = standing.entered_at + timedelta(days=goal.days)
    moments = [at for at in facts.happened.get(goal.event, ()) if standing.entered_at < at <= end]
    return min(moments, default=None)


def drawn_branch(shares: tuple[int, ...], drawn: float) -> str:
    """The branch that a random number in [0, 1) falls on."""
    bounds = list(accumulate(shares))
    place = next((index for index, bound in enumerate(bounds) if drawn * bounds[-1] < bound), len(bounds) - 1)
    return LETTERS[place]


def _go(definition: Definition, standing: Standing, branch: str, *, effect: Effect | None = None) -> Move:
    to = definition.ways.get((standing.node, branch))
    return Leave("lost_way", standing.node) if to is None else Go(branch, to, effect)


def _delayed(definition: Definition, standing: Standing, facts: Facts, node: Delay, now: datetime) -> Move:
    # Asked again when it is over: by then the person may live in another time zone.
    until = over_at(
        node, entered_at=standing.entered_at, arrived_at=standing.arrived_at, days=facts.days, zone=facts.zone
    )
    if until is None:
        return _go(definition, standing, UNKNOWN)
    return Wait(until) if now < until else _go(definition, standing, NEXT)


def _waited(definition: Definition, standing: Standing, facts: Facts, node: WaitFor, now: datetime) -> Move:
    end = standing.arrived_at + timedelta(days=node.days)
    if any(standing.arrived_at < at <= end for at in facts.happened.get(node.event, ())):
        return _go(definition, standing, HAPPENED)
    return Wait(end) if now < end else _go(definition, standing, TIMEOUT)


def _watched(definition: Definition, standing: Standing, now: datetime) -> Move:
    """Who is held out waits, untouched, for as long as the goal could still be reached."""
    goal = definition.nodes.get(definition.goal)
    end = standing.entered_at + timedelta(days=goal.days if isinstance(goal, Goal) else 0)
    return Wait(end) if now < end else Leave("held_out", standing.node)
