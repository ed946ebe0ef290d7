"""A journey as its page shows it: its steps in order, with their numbers, ways and faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from shuke.actions.journeys.graph.checks import Fault, faults_of
from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.drawing import in_order
from shuke.actions.journeys.graph.nodes import ACTS, Delay, Message, Node, WaitFor, branches_of, kind_of
from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.actions.journeys.occasions import branch_word
from shuke.actions.journeys.queries import NodeCount, counts_of, known_names, runs_seen_by
from shuke.outcomes.journeys import goal_effect
from shuke.records.access.scope import Scope
from shuke.records.messages.models import Channel
from shuke.web.journeys.words import ICONS, KIND_NAMES, goal_words, sentence_of


@dataclass(frozen=True)
class Way:
    branch: str
    word: str
    to: str
    to_name: str


@dataclass(frozen=True)
class Row:
    key: str
    kind: str
    name: str
    says: str
    icon: str
    x: int
    y: int
    day: int | None  # since the entry, along the shortest way; None: depends on each person
    ways: Sequence[Way]
    faults: Sequence[str]
    count: NodeCount
    url: str  # of the people who are or were there; a query is added to it

    @property
    def is_act(self) -> bool:
        return self.kind in ACTS

    @property
    def is_pause(self) -> bool:
        return self.kind in ("delay", "wait_for")

    @property
    def writes(self) -> bool:
        return self.kind == "message"


@dataclass(frozen=True)
class Summary:
    inside: int
    earlier: int  # of them on earlier versions
    came: int
    held_out: int
    held_out_reached: int
    treated_reached: int

    @property
    def treated(self) -> int:
        return self.came - self.held_out

    @property
    def treated_share(self) -> float | None:
        return self.treated_reached / self.treated if self.treated else None

    @property
    def effect(self) -> str:
        """What the journey changed, in words; empty without anybody held out."""
        found = goal_effect(
            treated=self.treated, treated_reached=self.treated_reached,
            held=self.held_out, held_reached=self.held_out_reached,
        )  # fmt: skip
        return goal_words(found) if found else ""

    @property
    def held_out_share(self) -> float | None:
        return self.held_out_reached / self.held_out if self.held_out else None


def rows_of(journey: Journey, definition: Definition, *, scope: Scope) -> list[Row]:
    counts = counts_of(journey, scope=scope)
    found = faults_of(definition, known_names(scope=scope)) if journey.state != Journey.State.ENDED else []
    days, url = _days(definition), reverse("journey_people", args=[journey.pk])
    return [
        _row(definition, key, counts.get(key, NodeCount()), found, days.get(key), f"{url}?node={key}")
        for key in in_order(definition)
    ]


def whole_faults(definition: Definition, *, scope: Scope) -> list[str]:
    return [fault.sentence for fault in faults_of(definition, known_names(scope=scope)) if not fault.node]


def summary_of(journey: Journey, *, scope: Scope) -> Summary:
    runs = runs_seen_by(scope).filter(journey=journey)
    inside = runs.filter(left_at__isnull=True, is_held_out=False)
    return Summary(
        inside=inside.count(),
        earlier=inside.exclude(version=journey.version_id).count() if journey.version_id else 0,
        came=runs.count(),
        held_out=runs.filter(is_held_out=True).count(),
        held_out_reached=runs.filter(is_held_out=True, goal_at__isnull=False).count(),
        treated_reached=runs.filter(is_held_out=False, goal_at__isnull=False).count(),
    )


def name_of(definition: Definition, key: str) -> str:
    node = definition.nodes.get(key)
    return definition.place(key).name or (str(KIND_NAMES[kind_of(node)]) if node is not None else key)


def counts_links(node: Node) -> bool:
    """It writes by a channel whose links are counted when they are opened."""
    return isinstance(node, Message) and node.channel != Channel.POST


def place_of(run: JourneyRun, definition: Definition) -> str:
    """Where somebody stands, in words; of who left, why."""
    return str(run.get_left_display()) if run.left else name_of(definition, run.node)


def _row(definition: Definition, key: str, count: NodeCount, faults: Sequence[Fault], day: int | None, url: str) -> Row:
    node, place = definition.nodes[key], definition.place(key)
    ways = [
        Way(branch, branch_word(branch), to := definition.ways.get((key, branch), ""), name_of(definition, to))
        for branch in branches_of(node)
    ]
    own = [fault.sentence for fault in faults if fault.node == key]
    return Row(
        key, kind_of(node), name_of(definition, key), sentence_of(node), _icon(node), place.x, place.y, day,
        ways, own, count, url,
    )  # fmt: skip


def _icon(node: Node) -> str:
    if isinstance(node, Message) and node.channel == "post":
        return "mail-opened"
    return ICONS[kind_of(node)]


def _days(definition: Definition) -> Mapping[str, int]:
    """When the quickest get there, as far as that is the same for everybody."""
    found: dict[str, int] = {definition.entry: 0} if definition.entry else {}
    waiting = list(found)
    while waiting:
        key = waiting.pop(0)
        node = definition.nodes[key]
        if isinstance(node, Delay) and node.until:
            continue
        for branch in branches_of(node):
            to = definition.ways.get((key, branch))
            day = _after(node, branch, found[key])
            if to in definition.nodes and to is not None and (to not in found or day < found[to]):
                found[to] = day
                waiting.append(to)
    return found


def _after(node: Node, branch: str, day: int) -> int:
    match node:
        case Delay(days=days, is_since_entry=True):
            return max(day, days)
        case Delay(days=days):
            return day + days
        case WaitFor(days=days) if branch == "timeout":
            return day + days
        case _:
            return day
