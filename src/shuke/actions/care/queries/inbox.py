"""Tasks as people see them: their own, the team's, everybody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from shuke.actions.care.models import CarePlan, CareProgramme, CareTask, TaskState
from shuke.actions.care.queries.places import Days
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import own_and_merged

Tasks = QuerySet[CareTask]


@dataclass(frozen=True)
class Capacity:
    """One person's day."""

    open: int
    done: int
    room: int  # tasks a day

    @property
    def share(self) -> float:
        return min((self.open + self.done) / self.room, 1.0)


def tasks_in(scope: Scope) -> Tasks:
    """Those for customers of the caller's stores."""
    tasks = CareTask.objects.select_related("customer__home_store", "programme", "owner")
    if scope.store_ids is None:
        return tasks
    return tasks.filter(customer__home_store__in=scope.store_ids)


def _mine(tasks: Tasks, scope: Scope, reached: Q) -> Tasks:
    return tasks.filter(reached, state=TaskState.OPEN, owner=scope.staff_id)


def _team(tasks: Tasks, scope: Scope, reached: Q) -> Tasks:
    return tasks.filter(reached, state=TaskState.OPEN, owner__isnull=True)


def _all(tasks: Tasks, scope: Scope, reached: Q) -> Tasks:
    return tasks.filter(reached, state=TaskState.OPEN)


def _later(tasks: Tasks, scope: Scope, reached: Q) -> Tasks:
    return tasks.filter(~reached, state=TaskState.OPEN)


VIEWS: Mapping[str, Callable[[Tasks, Scope, Q], Tasks]] = {
    "mine": _mine,
    "team": _team,
    "all": _all,
    "later": _later,
}


def tasks_of_view(scope: Scope, *, view: str, days: Days) -> Tasks:
    """Early warnings first, the dearest on top, then what has waited longest."""
    found = VIEWS[view](tasks_in(scope), scope, days.reached())
    return found.order_by(F("value_at_risk_minor").desc(nulls_last=True), "due_on", "pk")


def counts_of_views(scope: Scope, *, days: Days) -> dict[str, int]:
    reached = days.reached()
    return {name: narrow(tasks_in(scope), scope, reached).count() for name, narrow in VIEWS.items()}


def capacity_of(scope: Scope, *, days: Days, since: datetime, room: int) -> Capacity:
    """Of the caller's own day, which began at `since`."""
    tasks = tasks_in(scope).filter(owner=scope.staff_id)
    done = tasks.filter(state=TaskState.CLOSED, closed_at__gte=since).count()
    return Capacity(open=tasks.filter(days.reached(), state=TaskState.OPEN).count(), done=done, room=room)


def tasks_of_customer(customer_id: int) -> Tasks:
    """Open ones first, then the latest."""
    tasks = CareTask.objects.filter(customer__in=own_and_merged(customer_id)).select_related("programme", "owner")
    return tasks.order_by("-state", "-pk")


def plans_in(scope: Scope, programme: CareProgramme) -> QuerySet[CarePlan]:
    """What became of the customers of the caller's stores, the latest first."""
    plans = CarePlan.objects.filter(programme=programme).select_related("customer", "task", "message")
    if scope.store_ids is not None:
        plans = plans.filter(customer__home_store__in=scope.store_ids)
    return plans.order_by("-planned_on", "-pk")


def plans_of_customer(customer_id: int) -> QuerySet[CarePlan]:
    plans = CarePlan.objects.filter(customer__in=own_and_merged(customer_id))
    return plans.select_related("programme").order_by("-pk")
