"""Nothing is silently late: warned before, told when late, escalated to a named person."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case
from shuke.records.cases.queries import desk
from shuke.records.cases.services.escalating import tell_named_person
from shuke.records.cases.services.history import happened, save
from shuke.records.cases.services.talking import CaseOver, go_on
from shuke.records.surveys.models import Ask
from shuke.records.surveys.services import ASK_LIVES

_AT_ONCE = 500


def watch_clocks(*, scope: Scope, now: datetime, report: Callable[[int], None] = lambda done: None) -> int:
    """Marks every running case that reached a moment of its clock; each once. How many marks were set.

    The clock of a complaint whose question nobody answered while its link lived runs again before.
    """
    for pk in _asked_in_vain(now):
        with suppress(CaseOver):  # closed meanwhile
            go_on(scope=scope, now=now, case=Case(pk=pk))
    marked = 0
    while ids := list(_due(now).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        for pk in ids:
            marked += _watch(pk, scope=scope, now=now)
            report(marked)
    return marked


@transaction.atomic
def _watch(pk: int, *, scope: Scope, now: datetime) -> int:
    case = _due(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if case is None:  # somebody answered it meanwhile
        return 0
    promise = "settle" if case.first_replied_at else "first"
    marks = []
    if case.warned_at is None and case.warn_at is not None and case.warn_at <= now:
        case.warned_at = now
        marks.append("warned")
    if case.late_at is None and case.next_due_at <= now:
        case.late_at = now
        marks.append("late")
    if case.escalated_at is None and case.escalate_at is not None and case.escalate_at <= now:
        case.escalated_at = now
        marks.append("escalated")
    save(case, now, "warned_at", "late_at", "escalated_at")
    for mark in marks:
        facts: dict[str, object] = {"promise": promise, "owner": case.owner_id}
        if mark == "escalated":
            _escalate(case, facts, scope=scope, now=now)
        else:
            happened(case, mark, scope=scope, now=now, facts=facts)
    return len(marks)


def _asked_in_vain(now: datetime) -> list[int]:
    """Complaints whose question, named as in `following`, nobody answered while its link lived."""
    of_round = Concat(Value("case:"), _text("pk"), Value(":"), _text("round"))
    unanswered = Ask.objects.filter(about=of_round, answered_at__isnull=True, expires_at__lte=now)
    waiting = Case.objects.filter(status=Case.Status.WAITING, kind=Case.Kind.COMPLAINT, paused_at__lte=now - ASK_LIVES)
    return list(waiting.filter(Exists(unanswered)).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])


def _text(column: str) -> Cast:
    return Cast(OuterRef(column), CharField())


def _escalate(case: Case, facts: dict[str, object], *, scope: Scope, now: datetime) -> None:
    named = desk().escalate_to
    entry = happened(case, "escalated", scope=scope, now=now, facts={**facts, "to": named.pk if named else None})
    tell_named_person(case, staff=named, escalation=entry, scope=scope, now=now)


def _due(now: datetime) -> QuerySet[Case]:
    reached = (
        Q(warned_at__isnull=True, warn_at__lte=now)
        | Q(late_at__isnull=True, next_due_at__lte=now)
        | Q(escalated_at__isnull=True, escalate_at__lte=now)
    )
    return Case.objects.filter(reached, status=Case.Status.OPEN)
