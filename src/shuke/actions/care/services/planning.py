"""The day's plan: who is due, who is served, what becomes of each; then all of it is written, once."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shuke.actions.care.deciding import days_to_plan, is_limited
from shuke.actions.care.models import CareProgramme, CareStep, Does
from shuke.actions.care.queries.occasions import OF_TODAY, Occasion, occasions_on
from shuke.actions.care.queries.places import Days, days_at
from shuke.actions.care.queries.served import dealt_with, served_among, step_key, tasks_beside, tasks_made
from shuke.actions.care.services.writing import Batch, write_batch
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope

_AT_ONCE = 500


@dataclass
class Planned:
    """What a day's plan came to."""

    states: Counter[str] = field(default_factory=Counter)  # by PlanState
    left: int = 0  # due, but beyond what the programme does in a day

    def add(self, other: "Planned") -> None:
        self.states += other.states
        self.left += other.left


def due_for(programme: CareProgramme, step: CareStep, *, day: date, today: date, scope: Scope) -> list[Occasion]:
    """Who is due for a step on `day` and was not dealt with yet; changes nothing."""
    found = occasions_on(programme, day=day - timedelta(days=step.after_days), today=today)
    known = dealt_with(programme, found, step=step.number)
    new = [one for one in found if (one.customer_id, step_key(one, step.number)) not in known]
    served = served_among(programme, {one.customer_id for one in new}, scope=scope, today=today)
    return [one for one in new if one.customer_id in served]


def plan_day(
    *,
    scope: Scope,
    now: datetime,
    programme: CareProgramme,
    day: date,
    days: Days,
    report: Callable[[int], None] = lambda done: None,
) -> Planned:
    """Deals with everybody who is due on `day` and for whom it has begun, as far as the programme's day goes.

    Messages of a day that is everybody's know no limit. Run again it finds nothing new.

    Raises TemplateOff where a step's text is not in use, NoWarehouse where a segment asks for what is not there yet.
    """
    planned, today = Planned(), days.today
    steps = programme.steps.select_related("template").prefetch_related("template__texts")
    limited = {step.number for step in steps if is_limited(kind=programme.kind, does=step.does)}
    done = programme.plans.filter(planned_on=today, step__in=limited).exclude(state="skipped").count()
    room = programme.most_a_day - done
    for step in steps:
        due = _begun(programme, step, day=day, days=days, scope=scope)
        taken = list(due)
        if step.number in limited:
            taken, room = _within(room, due)
        planned.left += len(due) - len(taken)
        spoken = _spoken_to(programme, step, taken, day=day, days=days, scope=scope)
        for begin in range(0, len(taken), _AT_ONCE):
            batch = Batch(programme, step, taken[begin : begin + _AT_ONCE], day=day, days=days, spoken_to=spoken)
            planned.states += write_batch(batch, scope=scope, now=now)
            report(planned.states.total())
    return planned


def plan_programme(
    *, scope: Scope, now: datetime, programme: CareProgramme, days: Days, report: Callable[[int], None]
) -> Planned:
    """Today, and before it the days that nobody planned; a day that was not finished is gone on with next time."""
    planned = Planned()
    for day in _days_of(programme, days):
        done = plan_day(scope=scope, now=now, programme=programme, day=day, days=days, report=report)
        planned.add(done)
        if done.left:
            break
        if day <= days.earliest:  # else it has still to begin somewhere
            CareProgramme.objects.filter(pk=programme.pk).update(planned_until=day)
    return planned


def _begun(programme: CareProgramme, step: CareStep, *, day: date, days: Days, scope: Scope) -> list[Occasion]:
    """Those due on `day` for whom it has begun."""
    due = due_for(programme, step, day=day, today=days.today, scope=scope)
    if programme.kind in OF_TODAY:
        return due
    return days.open_to(due, day=day, planned_until=programme.planned_until, began=_began(programme))


def _spoken_to(
    programme: CareProgramme, step: CareStep, due: Sequence[Occasion], *, day: date, days: Days, scope: Scope
) -> set[tuple[int, str]]:
    """(person, occasion) of a message that a task of another programme stands for: made already, or still to make."""
    found = set[tuple[int, str]]()
    for task_step in tasks_beside(programme, step) if due and step.does != Does.TASK else ():
        found |= tasks_made(task_step, due)
        # One that cannot be planned makes no task; it says so itself.
        with suppress(ShukeError):
            still = _begun(task_step.programme, task_step, day=day, days=days, scope=scope)
            found |= {(one.customer_id, one.key) for one in still}
    return found


def _began(programme: CareProgramme) -> Days | None:
    """The day on which it was switched on, everywhere; None: before that was kept."""
    return days_at(programme.switched_on_at) if programme.switched_on_at else None


def _days_of(programme: CareProgramme, days: Days) -> list[date]:
    if programme.kind in OF_TODAY:
        return [days.today]
    ahead = range(1, (days.latest - days.earliest).days + 1)
    missed = days_to_plan(planned_until=programme.planned_until, today=days.earliest)
    return [*missed, *(days.earliest + timedelta(days=shift) for shift in ahead)]


def _within(room: int, due: Sequence[Occasion]) -> tuple[list[Occasion], int]:
    taken = list(due[: max(room, 0)])
    return taken, room - len(taken)
