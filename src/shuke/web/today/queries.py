"""Who is on today's list, who was put off, and what the latest refresh saw change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.sales.models import Order
from shuke.report.attention import SLIPPING
from shuke.scores.alerts import still_away
from shuke.scores.models import CustomerScore, ScoreChange
from shuke.scores.queries import scores_within
from shuke.web.today.models import PutOff


def people_to_act_on(*, scope: Scope, as_of: date, today: date) -> QuerySet[CustomerScore]:
    """Declining customers, not put off, who have not come since `as_of` and may be approached."""
    put_off = PutOff.objects.filter(customer=OuterRef("customer"), until_on__gt=today)
    return still_away(scope, as_of=as_of, today=today).filter(~Exists(put_off), stage=SLIPPING)


def put_off_people(*, scope: Scope, today: date) -> QuerySet[PutOff]:
    """Who comes back when, the soonest first."""
    rows = PutOff.objects.filter(until_on__gt=today).select_related("customer", "staff")
    if scope.store_ids is not None:
        rows = rows.filter(customer__home_store__in=scope.store_ids)
    return rows.order_by("until_on", "-at")


@dataclass(frozen=True)
class Change:
    kind: str  # stage, level, class
    before: str
    after: str
    customers: int


def changes_on(day: date, *, scope: Scope) -> list[Change]:
    """How many customers moved from where to where, as the refresh of `day` saw it; most customers first."""
    counted = _changes(day, scope=scope).values("kind", "before", "after").annotate(customers=Count("id"))
    return [Change(**row) for row in counted.order_by("-customers", "kind", "before", "after")]


def _changes(day: date, *, scope: Scope) -> QuerySet[ScoreChange]:
    rows = ScoreChange.objects.filter(seen_on=day)
    return rows if scope.store_ids is None else rows.filter(customer__home_store__in=scope.store_ids)


@dataclass(frozen=True)
class DayInShops:
    """What happened on the day the figures end."""

    orders: int
    known_orders: int  # somebody was recognised
    customers: int  # whose latest purchase it was
    first_timers: int

    @property
    def known_share(self) -> float | None:
        return self.known_orders / self.orders if self.orders else None


def day_in_shops(day: date, *, scope: Scope) -> DayInShops:
    """Orders count by the order's store, people by their home store."""
    orders = Order.objects.purchases().visible_to(scope).filter(ordered_on=day)
    people = scores_within(scope)
    return DayInShops(
        **orders.aggregate(orders=Count("id"), known_orders=Count("customer")),
        customers=people.filter(latest_on=day).count(),
        first_timers=people.filter(first_on=day).count(),
    )


def largest_movers(day: date, *, scope: Scope, count: int) -> list[tuple[ScoreChange, CustomerScore]]:
    """Who changed their pyramid level on `day`: those who spend most."""
    moved = _changes(day, scope=scope).filter(kind=ScoreChange.Kind.LEVEL)
    scores = CustomerScore.objects.filter(customer__in=moved.values("customer")).select_related("customer")
    first = list(scores.order_by("-spend_minor", "customer__number")[:count])
    changes = {
        change.customer_id: change for change in moved.filter(customer__in=[score.customer_id for score in first])
    }
    return [(changes[score.customer_id], score) for score in first]


def people_who_changed(
    *, kind: str, before: Sequence[str], after: Sequence[str], day: date, scope: Scope
) -> QuerySet[ScoreChange]:
    """The customers behind counts of `changes_on`: from any key of `before` to any of `after`."""
    rows = _changes(day, scope=scope).filter(kind=kind, before__in=before, after__in=after)
    return rows.select_related("customer").order_by("id")
