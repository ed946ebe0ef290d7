"""What passed between a customer and us, asked of the records: cases, answers to questions, messages."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from shuke.actions.segments.tree import Has, Operator
from shuke.records.cases.models import Case
from shuke.records.cases.models.case import LIVE
from shuke.records.customers.queries import PERSON
from shuke.records.messages.models import MessageSend, State
from shuke.records.stores.queries import business
from shuke.records.surveys.models import Ask

# Who was merged into another is that other.
SATISFIED, DISSATISFIED = "satisfied", "dissatisfied"


def with_open_case() -> Q:
    return Q(pk__in=Case.objects.filter(status__in=LIVE, customer__isnull=False).values(person=PERSON))


def complaints() -> QuerySet[Case]:
    """Of customers who are known; one that was merged into another case is told there."""
    found = Case.objects.filter(kind=Case.Kind.COMPLAINT, customer__isnull=False)
    return found.exclude(status=Case.Status.MERGED)


def messages() -> QuerySet[MessageSend]:
    """Those that left."""
    return MessageSend.objects.filter(customer__isnull=False, state=State.SENT)


def counted(rows: QuerySet[Any], has: Has, compared: Q) -> Q:
    """Customers by how many rows they have, none being 0; `compared` is the condition on `count`."""
    counts = rows.order_by().values(person=PERSON).annotate(count=Count("pk"))
    found = Q(pk__in=counts.filter(compared).values("person"))
    return found | ~Q(pk__in=rows.values(person=PERSON)) if includes_zero(has) else found


def latest(rows: QuerySet[Any], moment: str, has: Has, compared: Q) -> Q:
    """Customers by the day of their latest row; `compared` is the condition on `day`.

    Args:
        moment: the column: of moments, or of days (`_on`).
    """
    if has.operator == Operator.IS_UNKNOWN:
        return ~Q(pk__in=rows.values(person=PERSON))
    zone = ZoneInfo(business().time_zone)
    newest = Max(moment)
    day = newest if moment.endswith("_on") else TruncDate(newest, tzinfo=zone)
    days = rows.order_by().values(person=PERSON).annotate(day=day)
    return Q(pk__in=days.filter(compared).values("person"))


def satisfaction(has: Has) -> Q:
    """By the latest answer to the question whether somebody was satisfied."""
    answers = Ask.objects.filter(answered_at__isnull=False, customer__isnull=False).annotate(person=PERSON)
    if has.operator == Operator.IS_UNKNOWN:
        return ~Q(pk__in=answers.values("person"))
    newest = answers.filter(person=OuterRef("person")).order_by("-answered_at", "-pk").values("pk")[:1]
    wanted = [value == SATISFIED for value in has.values]
    return Q(pk__in=answers.filter(pk=Subquery(newest), is_satisfied__in=wanted).values("person"))


def includes_zero(has: Has) -> bool:
    """Whether who has none fulfils a condition on a number."""
    match has.operator, [value for value in has.values if isinstance(value, Decimal)]:
        case Operator.AT_LEAST, [low]:
            return low <= 0
        case Operator.AT_MOST, [high]:
            return high >= 0
        case Operator.BETWEEN, [low, high]:
            return low <= 0 <= high
        case _, values:
            return Decimal(0) in values
