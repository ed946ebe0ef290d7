"""The deadlines of a case: set when it opens, moved by a pause, renewed when it is opened again."""

from contextlib import suppress
from datetime import datetime

from shuke.records.cases.clock.deadlines import NEVER, aim_for, deadline_at, resumed
from shuke.records.cases.clock.hours import Hours, NoHours
from shuke.records.cases.models import Case
from shuke.records.cases.queries import desk, desk_hours, promises, rules_of

CLOCK = ("next_due_at", "warn_at", "escalate_at", "warned_at", "late_at", "escalated_at")
PROMISED = ("first_due_at", "resolve_due_at", "promised_from", "stood_minutes", *CLOCK)


def promise(case: Case, *, start: datetime) -> None:
    """Both promises from `start` on. Sets PROMISED; does not save."""
    case.promised_from, case.stood_minutes = start, 0
    promise_anew(case, now=start)


def promise_anew(case: Case, *, now: datetime) -> None:
    """Both promises by the priority and the customer's class of now; none where the desk never opens.

    They count from when they were given, without what the clock stood since. Sets PROMISED; does not save.
    """
    hours, start, stood = desk_hours(), case.promised_from or case.opened_at, case.stood_minutes
    service_class = case.customer.service_class if case.customer else ""
    aim = aim_for(promises(), priority=case.priority, service_class=service_class)
    case.first_due_at = case.resolve_due_at = None
    if aim:
        with suppress(NoHours):
            case.first_due_at = hours.due_after(start, aim.first_minutes + stood)
            case.resolve_due_at = hours.due_after(start, aim.resolve_minutes + stood)
    run_clock(case, now=now, hours=hours)


def run_clock(case: Case, *, now: datetime, hours: Hours | None = None) -> None:
    """Points the clock at the promise that runs now. Sets CLOCK; does not save."""
    case.warned_at = case.late_at = case.escalated_at = None
    due_at = case.resolve_due_at if case.first_replied_at else case.first_due_at
    if not case.is_live or case.status == Case.Status.WAITING or due_at is None:
        case.next_due_at, case.warn_at, case.escalate_at = NEVER, None, None
        return
    case.next_due_at, case.warn_at, case.escalate_at = due_at, None, None
    with suppress(NoHours):
        found = deadline_at(due_at, start=min(now, due_at), hours=hours or desk_hours(), rules=rules_of(desk()))
        case.warn_at, case.escalate_at = found.warn_at, found.escalate_at


def resume(case: Case, *, now: datetime) -> None:
    """Ends a pause: what was left of each promise is left again. Sets PROMISED, status, paused_at; does not save."""
    hours, paused_at = desk_hours(), case.paused_at
    assert paused_at is not None
    with suppress(NoHours):
        if case.first_due_at and not case.first_replied_at:
            case.first_due_at = resumed(case.first_due_at, paused_at=paused_at, now=now, hours=hours)
        if case.resolve_due_at:
            case.resolve_due_at = resumed(case.resolve_due_at, paused_at=paused_at, now=now, hours=hours)
    case.stood_minutes += hours.minutes_between(paused_at, now)
    case.status, case.paused_at = Case.Status.OPEN, None
    run_clock(case, now=now, hours=hours)
