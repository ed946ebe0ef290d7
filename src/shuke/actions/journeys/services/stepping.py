"""Moving people on. A batch is one transaction: rows locked, steps decided, effects and steps written, rows moved.

A killed worker therefore leaves nothing half done, and two workers never hold the same person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.decide import HELD_FOR, Facts, Go, Leave, Standing, Wait, decide, reached_goal_at
from shuke.actions.journeys.graph.definition import Definition
from shuke.actions.journeys.graph.nodes import Delay, Draw, Effect, Split
from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep, JourneyVersion
from shuke.actions.journeys.queries import Person, conditions_hold, facts_of, people_of
from shuke.actions.journeys.queries.facts import days_of
from shuke.actions.journeys.services.effects import Done, apply_effect
from shuke.actions.journeys.services.engine import Engine, origin_of
from shuke.lib.bulk import insert_rows, update_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.services.lists import record_for_all
from shuke.records.stores.queries import business_day

log = structlog.get_logger("shuke.journeys")

MOST_AT_ONCE = 500
_STEP_COLUMNS = ("run_id", "visit", "journey_id", "node", "branch", "at", "send_id", "facts")
_RUN_COLUMNS = ("node", "visit", "arrived_at", "due_at", "trouble", "given", "left_at", "left", "goal_at")


@dataclass(frozen=True)
class Advanced:
    people: int = 0
    steps: int = 0


def advance_journey(*, journey_id: int, engine: Engine, now: datetime, limit: int = MOST_AT_ONCE) -> Advanced:
    """Moves up to `limit` people of a running journey on, each until they wait or leave. Zeros where nobody is due."""
    due = JourneyRun.objects.filter(
        journey=journey_id, journey__state=Journey.State.RUNNING, left_at__isnull=True, due_at__lte=now
    )
    if not due.exists():  # a plain read: an idle engine never takes SQLite's one write lock
        return Advanced()
    taken: list[int] = []
    try:
        return _advance(due.order_by("due_at", "pk")[:limit], taken=taken, engine=engine, now=now)
    except OperationalError:  # the database is away or busy: nobody's fault, and nothing was done
        raise
    except Exception:
        log.exception("batch of a journey failed: its people one by one", journey=journey_id)
        return _one_by_one(taken, engine=engine, now=now)


def _one_by_one(run_ids: Sequence[int], *, engine: Engine, now: datetime) -> Advanced:
    """So that one person whose step breaks does not hold up all the others."""
    people = steps = 0
    for pk in run_ids:
        runs = JourneyRun.objects.filter(pk=pk, left_at__isnull=True, due_at__lte=now)
        try:
            one = _advance(runs, taken=[], engine=engine, now=now)
        except OperationalError:
            raise
        except Exception as broken:
            log.exception("step of a journey failed", run=pk)
            sentence = _("The step broke: %(error)s. It is tried again every hour.") % {"error": type(broken).__name__}
            runs.update(trouble=sentence, due_at=now + HELD_FOR)
            one = Advanced(1, 0)
        people, steps = people + one.people, steps + one.steps
    return Advanced(people, steps)


@transaction.atomic
def _advance(due: QuerySet[JourneyRun], *, taken: list[int], engine: Engine, now: datetime) -> Advanced:
    runs = list(due.select_for_update(skip_locked=True, of=("self",)))
    taken += [run.pk for run in runs]
    versions = JourneyVersion.objects.select_related("journey").in_bulk({run.version_id for run in runs})
    steps: list[tuple[object, ...]] = []
    for version in versions.values():
        batch = Batch(version.journey, engine.definition(version), engine, now)
        batch.walk([run for run in runs if run.version_id == version.pk])
        steps += batch.steps
    insert_rows(JourneyStep._meta.db_table, _STEP_COLUMNS, steps)
    moved = ((run.pk, *(getattr(run, column) for column in _RUN_COLUMNS)) for run in runs)
    update_rows(JourneyRun._meta.db_table, _RUN_COLUMNS, moved)
    _tell_left([run for run in runs if run.left_at is not None], now=now)
    return Advanced(len(runs), len(steps))


def _tell_left(runs: Sequence[JourneyRun], *, now: datetime) -> None:
    """On the timeline of each who left; who was held out never knew of it."""
    told: dict[tuple[int, str], list[int]] = defaultdict(list)
    for run in runs:
        if not run.is_held_out:
            told[run.journey_id, run.left].append(run.customer_id)
    for (journey_id, why), customer_ids in told.items():
        record_for_all(
            scope=scope_of_system("journeys"), now=now, origin=origin_of(journey_id), customer_ids=customer_ids,
            kind="journey.left", facts={"journey": journey_id, "why": why},
        )  # fmt: skip


@dataclass
class Batch:
    """People of one version, moved on together: what several of them come to is done once for all of them."""

    journey: Journey
    definition: Definition
    engine: Engine
    now: datetime
    steps: list[tuple[object, ...]] = field(default_factory=list)
    people: Mapping[int, Person] = field(default_factory=dict)
    facts: Mapping[int, Facts] = field(default_factory=dict)

    def walk(self, runs: Sequence[JourneyRun]) -> None:
        self.people = people_of(runs)
        self.facts = facts_of(runs, self.definition, people=self.people, now=self.now)
        while runs:
            runs = self._pass(runs)

    def _pass(self, runs: Sequence[JourneyRun]) -> list[JourneyRun]:
        """One move of each; those who may move on at once."""
        moving: list[JourneyRun] = []
        acting: dict[Effect, list[tuple[JourneyRun, Go]]] = defaultdict(list)
        for run, facts in self._asked(runs):
            move = decide(self.definition, _standing(run), facts, self.now)
            match move:
                case Wait(until=until):
                    run.due_at, run.trouble = until, ""
                case Leave(why=why, at_node=node):
                    self._leave(run, why, node)
                case Go(effect=None):
                    chance = isinstance(self.definition.nodes[run.node], Draw)
                    self._go(run, move, Done({"drawn": facts.drawn} if chance else {}))
                    moving.append(run)
                case Go(effect=effect) if effect is not None:
                    acting[effect].append((run, move))
        for effect, waiting in acting.items():
            moving += self._act(effect, waiting)
        return moving

    def _asked(self, runs: Sequence[JourneyRun]) -> Iterator[tuple[JourneyRun, Facts]]:
        """Each with what their node asks for; who cannot be told of is held."""
        nodes = self.definition.nodes
        dated = [run for run in runs if isinstance(node := nodes.get(run.node), Delay) and node.until]
        days = days_of(dated, self.definition, people=self.people) if dated else {}
        held = self._conditions([run for run in runs if isinstance(nodes.get(run.node), Split)])
        for run in runs:
            answer = held.get(run.pk, False)
            if isinstance(answer, ShukeError):
                self._hold(run, answer)
                continue
            fulfilled = frozenset({run.node} if answer else ())
            drawn = self.engine.random.random() if isinstance(nodes.get(run.node), Draw) else 0.0
            yield run, replace(self.facts[run.pk], fulfilled=fulfilled, drawn=drawn, days=days.get(run.pk, {}))

    def _conditions(self, runs: Sequence[JourneyRun]) -> dict[int, bool | ShukeError]:
        """By run, whether the condition of their node holds for the person."""
        if not runs:
            return {}
        wanted = {
            run.node: node.condition for run in runs if isinstance(node := self.definition.nodes[run.node], Split)
        }
        ids = {run.pk: self.people[run.customer_id].customer.pk for run in runs}
        answers = conditions_hold(
            set(wanted.values()), scope=self.engine.scope, among=set(ids.values()), today=business_day(self.now)
        )
        return {run.pk: _holds(answers[wanted[run.node]], ids[run.pk]) for run in runs}

    def _act(self, effect: Effect, waiting: Sequence[tuple[JourneyRun, Go]]) -> list[JourneyRun]:
        doers = [(run, self.people[run.customer_id]) for run, _move in waiting]
        outcomes = apply_effect(effect, doers, journey=self.journey, engine=self.engine, now=self.now)
        moving = []
        for (run, move), outcome in zip(waiting, outcomes, strict=True):
            if isinstance(outcome, Done):
                self._go(run, move, outcome)
                moving.append(run)
            else:
                self._hold(run, outcome)
        return moving

    def _go(self, run: JourneyRun, move: Go, done: Done) -> None:
        row = (run.pk, run.visit, run.journey_id, run.node, move.branch, self.now, done.send_id, dict(done.facts))
        self.steps.append(row)
        run.visit += 1
        run.node, run.arrived_at, run.trouble = move.to, self.now, ""
        run.given = {**run.given, **done.given}

    def _hold(self, run: JourneyRun, why: ShukeError) -> None:
        run.trouble, run.due_at = str(why)[:300], self.now + HELD_FOR

    def _leave(self, run: JourneyRun, why: str, node: str) -> None:
        run.left, run.left_at, run.trouble, run.due_at = why, self.now, "", self.now
        run.goal_at = reached_goal_at(self.definition, _standing(run), self.facts[run.pk])
        run.node = run.node if why == "goal" else node


def _holds(ids: Set[int] | ShukeError, customer_id: int) -> bool | ShukeError:
    return ids if isinstance(ids, ShukeError) else customer_id in ids


def _standing(run: JourneyRun) -> Standing:
    return Standing(node=run.node, entered_at=run.entered_at, arrived_at=run.arrived_at, is_held_out=run.is_held_out)
