"""Erasing a person out of care: that something was planned, and what came of it, stays."""

from django.db.models import Q

from shuke.actions.care.models import CareTask, CareTry, Outcome, TaskState
from shuke.records.customers.erased import Person


def forget_person(*, person: Person) -> list[str]:
    """What was to be said and what was noted goes; open tasks are closed."""
    tasks = CareTask.objects.filter(customer__in=person.ids)
    tasks.filter(state=TaskState.OPEN, outcome="").update(outcome=Outcome.NO_ANSWER)
    tasks.filter(state=TaskState.OPEN).update(state=TaskState.CLOSED, closed_at=person.now, call_at=None)
    tasks.exclude(Q(title="") & Q(why="") & Q(script="")).update(title="", why="", script="")
    CareTry.objects.filter(task__in=tasks).exclude(note="").update(note="")
    return []
