"""What is due when: targets by priority and class, the pause while a customer is asked, warning and escalation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from shuke.records.cases.clock.hours import Hours

# Where a waiting case stands in lists ordered by its deadline: behind every other.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Promised business minutes. `service_class` empty: for customers whose class has no row of its own."""

    priority: str
    service_class: str
    first_minutes: int
    resolve_minutes: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How long before a deadline its owner is warned, and how long after it somebody else is told."""

    warn_minutes: int
    escalate_minutes: int


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The next promise of a case, with the moments around it."""

    warn_at: datetime
    due_at: datetime
    escalate_at: datetime


def aim_for(aims: Iterable[Aim], *, priority: str, service_class: str) -> Aim | None:
    """The row of the customer's class, else the row for everybody; None where the priority has no promise."""
    of_priority = {aim.service_class: aim for aim in aims if aim.priority == priority}
    return of_priority.get(service_class) or of_priority.get("")


def deadline_at(due_at: datetime, *, start: datetime, hours: Hours, rules: Rules) -> Deadline:
    """The warning never lies before `start`: what is short is warned of at once."""
    left = hours.minutes_between(start, due_at)
    return Deadline(
        warn_at=hours.due_after(start, max(0.0, left - rules.warn_minutes)),
        due_at=due_at,
        escalate_at=hours.due_after(due_at, rules.escalate_minutes),
    )


def resumed(due_at: datetime, *, paused_at: datetime, now: datetime, hours: Hours) -> datetime:
    """A deadline that stood still from `paused_at` to `now`: what was left then is left now; late stays late."""
    left = hours.minutes_between(paused_at, due_at)
    return due_at if left <= 0 else hours.due_after(now, left)
