"""What customers of a class took besides what their orders were reduced by: contacts, work, money paid back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from shuke.actions.care.models import CareTry
from shuke.lib.dates import midnight
from shuke.records.cases.models import Case, Compensation
from shuke.records.messages.models import LEFT, Channel, ContactPrice, MessageSend

WINDOW_DAYS = 365
TASK, CASE = ContactPrice.TASK, "case"


@dataclass(frozen=True)
class Effort:
    """On the customers of one class over the window."""

    # How often: messages that left, by channel; TASK: calls and visits of care and journeys; CASE: cases opened.
    times: Mapping[str, int] = field(default_factory=dict)
    refunded: Decimal = Decimal(0)  # to make complaints good

    @property
    def messages(self) -> int:
        return sum(count for way, count in self.times.items() if way not in (TASK, CASE))


def effort_by_class(
    by: str, *, as_of: date, zone: str, currency: str, stores: Collection[int] | None
) -> Mapping[str, Effort]:
    """By the key of the class in the scores' column `by`; who was merged counts as who they are today.

    The window is the 365 days that end with `as_of`, days of `zone`. Refunds in another currency are left out.
    """
    begins, ends = midnight(zone, as_of - timedelta(days=WINDOW_DAYS - 1)), midnight(zone, as_of + timedelta(days=1))
    sends = MessageSend.objects.filter(state__in=LEFT, queued_at__gte=begins, queued_at__lt=ends)
    sends = sends.exclude(channel=Channel.WEBHOOK)
    tries = CareTry.objects.filter(at__gte=begins, at__lt=ends)
    cases = Case.objects.exclude(status=Case.Status.MERGED).filter(opened_at__gte=begins, opened_at__lt=ends)
    counted = _counted(sends, F("channel"), by, "customer", stores).union(
        _counted(tries, Value(TASK), by, "task__customer", stores),
        _counted(cases, Value(CASE), by, "customer", stores),
        all=True,
    )
    times: dict[str, dict[str, int]] = defaultdict(dict)
    for way, key, count in counted:
        times[key][way] = count
    given = Compensation.objects.filter(kind="refund", state=Compensation.State.GIVEN, currency=currency)
    refunds = _classed(given.filter(decided_at__gte=begins, decided_at__lt=ends), by, "case__customer", stores)
    refunded = dict(refunds.values("class_key").annotate(paid=Sum("amount")).values_list("class_key", "paid"))
    return {key: Effort(times.get(key, {}), refunded.get(key, Decimal(0))) for key in {*times, *refunded}}


def _counted(
    rows: QuerySet[Any], way: F | Value, by: str, customer: str, stores: Collection[int] | None
) -> QuerySet[Any, Any]:
    """`way, class_key, how many`."""
    classed = _classed(rows, by, customer, stores).annotate(by_way=way)
    counted: QuerySet[Any, Any] = (
        classed.values("by_way", "class_key").annotate(n=Count("pk")).values_list("by_way", "class_key", "n")
    )
    return counted


def _classed(rows: QuerySet[Any], by: str, customer: str, stores: Collection[int] | None) -> QuerySet[Any]:
    """Rows of who has scores, with `class_key`, within the stores."""
    found: QuerySet[Any] = rows.order_by().annotate(class_key=_of_score(customer, by)).filter(class_key__isnull=False)
    if stores is not None:
        found = found.annotate(home=_of_score(customer, "home_store")).filter(home__in=stores)
    return found


def _of_score(customer: str, column: str) -> Coalesce:
    return Coalesce(f"{customer}__merged_into__score__{column}", f"{customer}__score__{column}")
