"""The day's plan: who is due, who is served, what becomes of each; then all of it is written, once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shuke.actions.care.deciding import days_to_plan
from shuke.actions.care.models import CareProgramme, CareStep
from shuke.actions.care.queries.occasions import OF_TODAY, Occasion, occasions_on
from shuke.actions.care.queries.served import dealt_with, served_among, step_key
from shuke.actions.care.services.writing import Batch, write_batch
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
    today: date,
    report: Callable[[int], None] = lambda done: None,
) -> Planned:
    """Deals with everybody who is due on `day`, as far as the programme's day goes; run again it finds nothing new.

    Raises TemplateOff where a step's text is not in use, NoWarehouse where a segment asks for what is not there yet.
    """
    planned = Planned()
    room = programme.most_a_day - programme.plans.filter(planned_on=today).exclude(state="skipped").count()
    for step in programme.steps.select_related("template").prefetch_related("template__texts"):
        due = due_for(programme, step, day=day, today=today, scope=scope)
        taken, room = _within(room, due)
        planned.left += len(due) - len(taken)
        for begin in range(0, len(taken), _AT_ONCE):
            batch = Batch(programme, step, taken[begin : begin + _AT_ONCE], is_of_today=day == today)
            planned.states += write_batch(batch, scope=scope, now=now, today=today)
            report(planned.states.total())
    return planned


def plan_programme(
    *, scope: Scope, now: datetime, programme: CareProgramme, today: date, report: Callable[[int], None]
) -> Planned:
    """Today, and before it the days that nobody planned; a day that was not finished is gone on with next time."""
    planned = Planned()
    days = [today] if programme.kind in OF_TODAY else days_to_plan(planned_until=programme.planned_until, today=today)
    for day in days:
        done = plan_day(scope=scope, now=now, programme=programme, day=day, today=today, report=report)
        planned.add(done)
        if done.left:
            break
        CareProgramme.objects.filter(pk=programme.pk).update(planned_until=day)
    return planned


def _within(room: int, due: Sequence[Occasion]) -> tuple[list[Occasion], int]:
    taken = list(due[: max(room, 0)])
    return taken, room - len(taken)
