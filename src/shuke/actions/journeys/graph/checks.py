"""Whether a journey can be started: every fault in a sentence, none raised, so that a page shows them all."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from math import inf

from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.nodes import (
    CUSTOM_DAY,
    HAPPENED,
    Delay,
    Draw,
    Entry,
    Exit,
    GiveCoupon,
    Goal,
    Message,
    Node,
    Points,
    Split,
    Tag,
    Task,
    WaitFor,
    Webhook,
    branches_of,
    is_pause,
)
from shuke.actions.journeys.occasions import branch_word

MOST_DAYS = 3660
_EVENT = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")


@dataclass(frozen=True)
class Fault:
    node: str  # its key; empty: of the journey as a whole
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What there is to name."""

    templates: Mapping[str, str] = field(default_factory=dict)  # code → what is wrong with it, empty: nothing
    channels: Collection[str] = ()
    coupons: Collection[str] = ()
    plans: Collection[str] = ()
    segments: Collection[str] = ()
    events: Collection[str] = ()
    days: Collection[str] = ()
    has_webhook: bool = False  # whether a system is named that can be told
    condition_faults: Callable[[str], list[str]] = lambda condition: []


def faults_of(definition: Definition, known: Known) -> list[Fault]:
    """In the order of the nodes, those of the whole first."""
    faults = [*_whole(definition)]
    for key, node in definition.nodes.items():
        faults += [Fault(key, said) for said in (*_ways(definition, key, node), *_settings(node, known))]
    return [*faults, *_reach(definition), *_overtaken(definition)]


def _whole(definition: Definition) -> Iterator[Fault]:
    entries = [key for key, node in definition.nodes.items() if isinstance(node, Entry)]
    if not entries:
        yield Fault("", _("Nobody can come in: add an entry."))
    for key in entries[1:]:
        yield Fault(key, _("A journey has one entry; take this one away."))
    goals = [key for key, node in definition.nodes.items() if isinstance(node, Goal)]
    for key in goals[1:]:
        yield Fault(key, _("A journey has one goal; take this one away."))
    if not any(isinstance(node, Goal | Exit) for node in definition.nodes.values()):
        yield Fault("", _("Nobody ever leaves: add an exit."))


def _ways(definition: Definition, key: str, node: Node) -> Iterator[str]:
    for branch in branches_of(node):
        target, said = definition.ways.get((key, branch)), {"branch": branch_word(branch)}
        if target is None:
            yield _("The way “%(branch)s” leads nowhere: connect it to a step.") % said
        elif target not in definition.nodes:
            yield _("The way “%(branch)s” leads to a step that is gone: connect it anew.") % said
        elif isinstance(definition.nodes[target], Entry):
            yield _("A way leads back to the entry; people come in there only once.")


def _reach(definition: Definition) -> Iterator[Fault]:
    ways = _targets(definition)
    reached = _from({definition.entry} & definition.nodes.keys(), ways)
    for key, node in definition.nodes.items():
        if key not in reached and not isinstance(node, Entry | Goal):
            yield Fault(key, _("Nobody can get here: connect a step to it, or take it away."))
    ends = {key for key, node in definition.nodes.items() if isinstance(node, Goal | Exit)}
    leaving = _from(ends, _turned(ways))
    for key in sorted(reached - leaving) if ends else ():
        yield Fault(key, _("From here nobody ever leaves: connect it to an exit."))
    quick = {key: {to for to in ways[key] if not is_pause(definition.nodes[to])} for key in ways}
    for key in sorted(key for key in ways if not is_pause(definition.nodes[key]) and key in _from(quick[key], quick)):
        yield Fault(key, _("This goes round in a circle without a wait: put a delay into it."))


def _overtaken(definition: Definition) -> Iterator[Fault]:
    """Waits for what ends the journey: whoever does it has left before anybody looks at the wait."""
    goal = definition.nodes.get(definition.goal)
    if not isinstance(goal, Goal) or not goal.is_end:
        return
    latest = _latest_days(definition)
    for key, node in definition.nodes.items():
        if isinstance(node, WaitFor) and node.event == goal.event and latest.get(key, inf) + node.days <= goal.days:
            yield Fault(
                key,
                _(
                    "Whoever does this has reached the goal and left, so nobody goes the way “%(way)s”: "
                    "let the goal not end the journey, or wait for something else."
                )
                % {"way": branch_word(HAPPENED)},
            )


def _latest_days(definition: Definition) -> dict[str, float]:
    """Days after the entry by which everybody has come to each node; infinite where that is not known."""
    ways, days = _targets(definition), {definition.entry: 0.0}
    for turn in range(2 * len(ways)):
        before = dict(days)
        for key, day in before.items():
            for to in ways[key]:
                if (later := _after(definition.nodes[key], day)) > days.get(to, -1):
                    # No way without a circle is longer than there are nodes.
                    days[to] = later if turn < len(ways) else inf
        if days == before:
            break
    return days


def _after(node: Node, day: float) -> float:
    """The latest day of going on, of somebody who arrives on `day`."""
    match node:
        case Delay(until=until) if until:
            return inf
        case Delay(days=days, hours=hours, is_since_entry=since_entry, at=at, weekdays=weekdays):
            moved = max(day, days) if since_entry else day + days
            return moved + hours / 24 + (1 if at else 0) + (7 if weekdays else 0)
        case WaitFor(days=days):
            return day + days
        case _:
            return day


def _targets(definition: Definition) -> dict[str, set[str]]:
    ways: dict[str, set[str]] = {key: set() for key in definition.nodes}
    for edge in definition.edges:
        if edge.source in ways and edge.target in ways and edge.branch in branches_of(definition.nodes[edge.source]):
            ways[edge.source].add(edge.target)
    return ways


def _turned(ways: Mapping[str, set[str]]) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = {key: set() for key in ways}
    for source, targets in ways.items():
        for target in targets:
            turned[target].add(source)
    return turned


def _from(begin: Collection[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        new = ways[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def _settings(node: Node, known: Known) -> Iterator[str]:
    match node:
        case Entry():
            yield from _entry_faults(node, known)
        case Delay():
            yield from _delay_faults(node, known)
        case WaitFor(event=event, days=days) | Goal(event=event, days=days):
            yield from _unknown(event, known.events, _("There is no event “%(name)s”; choose another."))
            yield from _span(days, least=1)
        case Split(condition=condition):
            yield from known.condition_faults(condition)
        case Draw(shares=shares):
            if len(shares) < 2 or min(shares) < 1 or sum(shares) != 100:
                yield _("The shares of the ways are whole percentages that make 100 together.")
        case Message(template=template, channel=channel):
            yield from _unknown(template, known.templates, _("There is no template “%(name)s”; choose another."))
            yield from filter(None, [known.templates.get(template)])
            yield from _unknown(channel, known.channels, _("There is no channel “%(name)s”; choose another."))
        case GiveCoupon(coupon=coupon):
            yield from _unknown(coupon, known.coupons, _("There is no coupon “%(name)s” on offer; choose another."))
        case Points(plan=plan, points=points):
            yield from _unknown(plan, known.plans, _("There is no plan “%(name)s”; choose another."))
            if not 1 <= points <= 1_000_000:
                yield _("Write a number of points from 1 to 1,000,000.")
        case Tag(tag=tag):
            if not 1 <= len(tag.strip()) <= 60:
                yield _("Write the tag: 1 to 60 letters.")
        case Task(title=title, due_days=due_days):
            if not 1 <= len(title.strip()) <= 200:
                yield _("Say what is to be done: 1 to 200 letters.")
            yield from _span(due_days, least=0)
        case Webhook(event=event):
            if len(event) > 60 or not _EVENT.fullmatch(event):
                yield _("Name the event with small letters and dots, such as journey.welcomed: 60 letters at most.")
            if not known.has_webhook:
                yield _("No system is named that could be told: whoever runs Shuke sets WEBHOOK_URL.")
        case _:
            return


def _entry_faults(node: Entry, known: Known) -> Iterator[str]:
    match node.on:
        case "event":
            yield from _unknown(node.event, known.events, _("There is no event “%(name)s”; choose another."))
        case "segment":
            yield from _unknown(node.segment, known.segments, _("There is no segment “%(name)s”; choose another."))
        case "day":
            yield from _day_faults(node.day, known)
            yield from _span(abs(node.offset_days), least=0)
        case "hand":
            return
        case _:
            yield _("Say who comes in: by an event, a segment, a day, or by hand.")


def _delay_faults(node: Delay, known: Known) -> Iterator[str]:
    if node.until:
        yield from _day_faults(node.until, known)
        yield from _span(abs(node.offset_days), least=0)
    yield from _span(node.days, least=0)
    if not 0 <= node.hours <= 24 * MOST_DAYS:
        yield _("Write a number of hours that is not below 0.")
    if not (node.until or node.days or node.hours or node.at or node.weekdays):
        yield _("Say how long people wait here.")
    if node.at and not _is_clock(node.at):
        yield _("Write a time of day such as 09:00, not “%(said)s”.") % {"said": node.at}
    if not set(node.weekdays) <= set(range(1, 8)):
        yield _("Weekdays are 1 (Monday) to 7 (Sunday).")


def _day_faults(day: str, known: Known) -> Iterator[str]:
    own = day.removeprefix(CUSTOM_DAY)
    yield from _unknown(day, known.days, _("There is no day “%(name)s” of a customer; choose another."), shown=own)


def _unknown(name: str, known: Collection[str], sentence: str, *, shown: str = "") -> Iterator[str]:
    if name not in known:
        yield sentence % {"name": shown or name}


def _span(days: int, *, least: int) -> Iterator[str]:
    if not least <= days <= MOST_DAYS:
        yield _("Write a number of days from %(least)s to %(most)s.") % {"least": least, "most": MOST_DAYS}


def _is_clock(said: str) -> bool:
    try:
        return time.fromisoformat(said).second == 0 and len(said) == 5
    except ValueError:
        return False
