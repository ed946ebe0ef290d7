"""How well we keep our word, what people complain of, and whether it was put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Step
from shuke.records.cases.models.desk import PRIORITIES
from shuke.records.cases.queries.inbox import cases_of
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON

# What complaints are counted by: the column of the key and that of its name.
DIMENSIONS = {
    "category": ("category", "category__path"),
    "cause": ("cause", "cause__path"),
    "store": ("store", "store__name"),
    "product": ("orders__lines__product", "orders__lines__product__name"),
}
MOST_ROWS = 20
ANSWERS = ("yes", "no", "silent")


@dataclass(frozen=True)
class Level:
    """Cases of a priority that came in, and how many promises were kept; shares of those that are decided."""

    priority: str
    cases: int
    first_decided: int
    first_kept: int
    settled_decided: int
    settled_kept: int
    first_answer: Any  # timedelta, by the wall; None without an answer
    settled_took: Any  # likewise, until it was closed


@dataclass(frozen=True)
class Breaches:
    """Promises that somebody did not keep, or let pass; `owner_id` None: nobody had the case."""

    owner_id: int | None
    name: str
    first: int
    settled: int


@dataclass(frozen=True)
class Praised:
    staff_id: int
    name: str
    count: int


@dataclass(frozen=True)
class ParetoRow:
    key: int | None
    name: str
    count: int
    share: float
    cumulated: float


@dataclass(frozen=True)
class Repeat:
    customer_id: int
    name: str
    count: int
    latest_at: datetime


def came_in(scope: Scope, *, since: datetime, until: datetime) -> QuerySet[Case]:
    cases = cases_of(scope).select_related(None).order_by()
    return cases.filter(opened_at__gte=since, opened_at__lt=until).exclude(status=Case.Status.MERGED)


def broken(*, now: datetime) -> Q:
    """Cases of which a promise was kept too late, or passed unkept; one that waits for the customer breaks none."""
    return _broken("first_replied_at", "first_due_at", now) | _broken("closed_at", "resolve_due_at", now)


def breaches(cases: QuerySet[Case], *, now: datetime) -> list[Breaches]:
    """By who has the case, the most first."""
    rows = cases.filter(broken(now=now)).values("owner", "owner__name", "owner__username")
    counted = rows.annotate(
        n=Count("pk"),
        first=Count("pk", filter=_broken("first_replied_at", "first_due_at", now)),
        settled=Count("pk", filter=_broken("closed_at", "resolve_due_at", now)),
    ).order_by("-n", "owner__name")
    return [
        Breaches(row["owner"], row["owner__name"] or row["owner__username"] or "", row["first"], row["settled"])
        for row in counted[:MOST_ROWS]
    ]


def praised(cases: QuerySet[Case]) -> list[Praised]:
    """Colleagues whom customers named with praise, the most often first."""
    rows = cases.filter(praised__isnull=False).values("praised", "praised__name", "praised__username")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "praised__name")
    return [
        Praised(row["praised"], row["praised__name"] or row["praised__username"], row["n"])
        for row in counted[:MOST_ROWS]
    ]


def service_levels(cases: QuerySet[Case], *, now: datetime) -> list[Level]:
    """By priority, the most pressing first. A promise is decided when it was kept, or its moment has passed."""
    answered, settled = Q(first_replied_at__isnull=False), Q(closed_at__isnull=False)
    first_kept = answered & Q(first_replied_at__lte=F("first_due_at"))
    settled_kept = settled & Q(closed_at__lte=F("resolve_due_at"))
    took = ExpressionWrapper(F("first_replied_at") - F("opened_at"), output_field=DurationField())
    settled_took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    rows = cases.values("priority").annotate(
        cases=Count("pk"),
        first_decided=Count("pk", filter=answered & Q(first_due_at__isnull=False) | _passed("first_due_at", now)),
        first_kept=Count("pk", filter=first_kept),
        settled_decided=Count("pk", filter=settled & Q(resolve_due_at__isnull=False) | _passed("resolve_due_at", now)),
        settled_kept=Count("pk", filter=settled_kept),
        first_answer=Avg(took, filter=answered),
        settled_took=Avg(settled_took, filter=settled),
    )
    return sorted((Level(**row) for row in rows), key=lambda level: -PRIORITIES.index(level.priority))


def pareto(cases: QuerySet[Case], *, by: str) -> list[ParetoRow]:
    """Complaints by one dimension, the most frequent first, with their running share; None is what names none.

    By product a complaint counts once for each product of its linked orders.
    """
    key, name = DIMENSIONS[by]
    complaints = cases.filter(kind=Case.Kind.COMPLAINT)
    rows = list(complaints.values_list(key, name).annotate(n=Count("pk", distinct=True)).order_by("-n", name))
    total, running, found = sum(row[2] for row in rows), 0, []
    for pk, said, count in rows[:MOST_ROWS]:
        running += count
        found.append(ParetoRow(pk, said or "", count, count / total, running / total))
    return found


def repeat_complainers(cases: QuerySet[Case], *, least: int = 2) -> list[Repeat]:
    """People, whichever of their records they complained as."""
    complaints = cases.filter(kind=Case.Kind.COMPLAINT, customer__isnull=False)
    rows = complaints.values(person=PERSON).annotate(n=Count("pk"), latest=Max("opened_at"))
    often = rows.filter(n__gte=least).order_by("-n", "-latest")[:MOST_ROWS]
    named = Customer.objects.in_bulk([row["person"] for row in often])
    return [Repeat(r["person"], str(named[r["person"]]), r["n"], r["latest"]) for r in often]


def satisfaction(cases: QuerySet[Case]) -> dict[str, int]:
    """Cases by the answer to the follow-up question: yes, no, silent (nobody could be reached).

    One that was opened again counts once under each answer.
    """
    steps = Step.objects.filter(step="follow_up", case__in=cases)
    counted = dict(steps.values_list("facts__satisfied").annotate(n=Count("case", distinct=True)).order_by())
    return {answer: counted.get(answer, 0) for answer in ANSWERS}


def said_of_handling(answer: str) -> Q:
    """Cases with this answer, one of ANSWERS; none with any other."""
    steps = Step.objects.filter(step="follow_up")
    return Q(pk__in=(steps.filter(facts__satisfied=answer) if answer in ANSWERS else steps.none()).values("case"))


def complainers() -> QuerySet[Case, Any]:
    """Ids of everybody who ever complained, of a merged record those of whom they became."""
    return Case.objects.filter(kind=Case.Kind.COMPLAINT, customer__isnull=False).values(person=PERSON)


def kinds_of(cases: QuerySet[Case]) -> Sequence[tuple[str, int]]:
    return list(cases.values_list("kind").annotate(n=Count("pk")).order_by("-n"))


def _passed(due_at: str, now: datetime) -> Q:
    return Q(**{f"{due_at}__lt": now}) & ~Q(status=Case.Status.WAITING)


def _broken(kept_at: str, due_at: str, now: datetime) -> Q:
    return Q(**{f"{kept_at}__gt": F(due_at)}) | Q(**{f"{kept_at}__isnull": True}) & _passed(due_at, now)
