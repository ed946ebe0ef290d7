"""What came of a task. Each attempt is an interaction on the customer's timeline."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.care.models import CareTask, CareTry, Outcome, TaskState
from shuke.actions.care.services.tasks_of import care_settings
from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.access.scope import Scope
from shuke.records.customers.services import record_event
from shuke.records.messages.queries import zone_of

WITH_MOMENT = (Outcome.CALL_AGAIN, Outcome.APPOINTMENT)


class TaskOver(ShukeError):
    """Somebody has dealt with the task already."""


class MomentMissing(ShukeError):
    """An outcome that needs a moment to come has none."""


class CannotWork(ShukeError):
    """A colleague whose role or stores do not let them do the task."""


@transaction.atomic
def record_outcome(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    task: CareTask,
    outcome: str,
    tries_seen: int,
    note: str = "",
    again_at: datetime | None = None,
) -> CareTask:
    """Writes an attempt down; who calls in vain has the task again tomorrow, until the tries are used up.

    Args:
        tries_seen: how many attempts the caller saw before this one: a second click changes nothing.
        again_at: of “call again” and “appointment”, later than `now`.

    Raises TaskOver, MomentMissing; NotAllowed without the right, or for a customer of another store.
    """
    task = _locked(task, scope)
    if task.state != TaskState.OPEN or task.tries != tries_seen:
        raise TaskOver(_("Somebody has just recorded what came of this task; load the page again."))
    if outcome in WITH_MOMENT and (again_at is None or again_at <= now):
        raise MomentMissing(_("Say when: choose a day and an hour to come."))
    again_at = again_at if outcome in WITH_MOMENT else None
    task.tries, task.outcome = task.tries + 1, outcome
    task.owner_id = task.owner_id or scope.staff_id
    _move_on(task, again_at, now=now)
    task.save()
    CareTry.objects.create(
        task=task,
        number=task.tries,
        outcome=outcome,
        note=note.strip(),
        again_at=again_at,
        staff_id=scope.staff_id,
        at=now,
    )
    _tell(task, scope=scope, now=now, origin=origin)
    return task


@transaction.atomic
def give_task(*, scope: Scope, task: CareTask, owner: Staff | None) -> CareTask:
    """Whose task it is from now on; None is the team's. Raises CannotWork, TaskOver, NotAllowed."""
    task = _locked(task, scope)
    if task.state != TaskState.OPEN:
        raise TaskOver(_("This task is over: nobody has to do it any more."))
    if owner is not None and not may_work(owner, task.customer.home_store_id):
        raise CannotWork(_("%(name)s does not work on tasks of this store.") % {"name": owner.name or owner.username})
    task.owner = owner
    task.save(update_fields=["owner"])
    return task


def may_work(staff: Staff, store_id: int | None) -> bool:
    if not staff.is_active or staff.role not in ROLES_OF["care.work"]:
        return False
    return staff.works_everywhere or (store_id is not None and staff.stores.filter(pk=store_id).exists())


def _locked(task: CareTask, scope: Scope) -> CareTask:
    scope.require("care.work")
    held = CareTask.objects.select_for_update(of=("self",)).select_related("customer__home_store").get(pk=task.pk)
    scope.require_store(held.customer.home_store_id)
    return held


def _move_on(task: CareTask, again_at: datetime | None, *, now: datetime) -> None:
    zone = zone_of(task.customer)
    task.call_at = again_at if task.outcome == Outcome.CALL_AGAIN else None
    if task.outcome == Outcome.CALL_AGAIN and again_at is not None:
        task.due_on = day_in(zone, again_at)
    elif task.outcome == Outcome.NO_ANSWER and task.tries < care_settings().tries:
        task.due_on = day_in(zone, now) + timedelta(days=1)
    else:
        task.appointment_at = again_at
        task.state, task.closed_at = TaskState.CLOSED, now


def _tell(task: CareTask, *, scope: Scope, now: datetime, origin: str) -> None:
    facts: dict[str, object] = {"task": task.pk, "outcome": task.outcome, "attempt": task.tries}
    if task.programme is not None:
        facts |= {"programme": task.programme.pk, "kind": task.programme.kind}
    record_event(
        scope=scope,
        kind=f"care.{task.outcome}",  # "care.done", "care.no_answer"
        now=now,
        origin=origin,
        customer_id=task.customer_id,
        store_id=task.customer.home_store_id,
        facts=facts,
    )
