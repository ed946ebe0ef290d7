"""Who left and why, and whether what was done brought them back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shuke.records.access.scope import Scope
from shuke.records.departures.models import Departure
from shuke.records.sales.models import Order

WATCHED_DAYS = 90  # somebody who buys within so many days of the countermeasure came back


class Outcome(StrEnum):
    BACK = "back"
    WAITING = "waiting"  # the days are not over
    GONE = "gone"


@dataclass(frozen=True)
class Followed:
    """A departure and what became of it by a day."""

    departure: Departure
    came_back_on: date | None
    outcome: Outcome


@dataclass(frozen=True)
class Tally:
    """How many departures share a cause or a countermeasure, and what became of them."""

    key: str
    departures: int
    answered: int  # something was done
    back: int
    waiting: int
    gone: int
    spent: Decimal  # in the business's currency

    @property
    def back_share(self) -> float | None:
        """Of those whose days are over or who are back."""
        known = self.back + self.gone
        return self.back / known if known else None


def departures_within(scope: Scope) -> QuerySet[Departure]:
    """Of customers of the caller's stores, the latest first."""
    rows = Departure.objects.select_related("customer", "noted_by")
    if scope.store_ids is not None:
        rows = rows.filter(customer__home_store__in=scope.store_ids)
    return rows.order_by("-noted_on", "-pk")


def departures_of(customer_id: int) -> QuerySet[Departure]:
    """Those of the customer and of records merged into it, the latest first."""
    own = Q(customer=customer_id) | Q(customer__merged_into=customer_id)
    return Departure.objects.select_related("customer", "noted_by").filter(own).order_by("-noted_on", "-pk")


def followed(departures: QuerySet[Departure], *, today: date) -> list[Followed]:
    """What became of each by `today`; purchases of later days are not looked at. Two queries however many."""
    since = Coalesce(OuterRef("taken_on"), OuterRef("noted_on"))
    orders = Order.objects.purchases().filter(ordered_on__gt=since, ordered_on__lte=today).order_by("ordered_on")
    # Apart: for an “or” over the join PostgreSQL reads every order of those days, for each departure.
    own = orders.filter(customer=OuterRef("customer")).values("ordered_on")[:1]
    merged = orders.filter(customer__merged_into=OuterRef("customer")).values("ordered_on")[:1]
    rows = departures.annotate(own_on=Subquery(own), merged_on=Subquery(merged))
    return [_followed(row, min(filter(None, (row.own_on, row.merged_on)), default=None), today) for row in rows]


def latest_followed(scope: Scope, customer_ids: Sequence[int], *, today: date) -> dict[int, Followed]:
    """The latest departure of each of these customers and what became of it; those without one are not there."""
    found: dict[int, Followed] = {}
    for row in followed(departures_within(scope).filter(customer__in=customer_ids), today=today):
        found.setdefault(row.departure.customer_id, row)  # the latest stands first
    return found


def latest_of_each(rows: Iterable[Followed]) -> dict[int, Followed]:
    """Of each person the first of these departures, which stand with the latest first; by the record that is left of
    them. Who was erased is nobody."""
    found: dict[int, Followed] = {}
    for row in rows:
        customer = row.departure.customer
        if customer.erased_at is None:
            found.setdefault(customer.merged_into_id or customer.pk, row)
    return found


def _followed(departure: Departure, bought_on: date | None, today: date) -> Followed:
    until = (departure.taken_on or departure.noted_on) + timedelta(days=WATCHED_DAYS)
    if bought_on is not None and bought_on <= until:
        return Followed(departure, bought_on, Outcome.BACK)
    return Followed(departure, None, Outcome.WAITING if today <= until else Outcome.GONE)


def tallies(rows: Sequence[Followed], *, by: Callable[[Departure], str]) -> list[Tally]:
    """The most frequent first."""
    keys = {by(row.departure) for row in rows}
    found = [_tally(key, [row for row in rows if by(row.departure) == key]) for key in keys]
    return sorted(found, key=lambda tally: (-tally.departures, tally.key))


def _tally(key: str, rows: Sequence[Followed]) -> Tally:
    outcomes = [row.outcome for row in rows]
    return Tally(
        key=key,
        departures=len(rows),
        answered=sum(bool(row.departure.countermeasure) for row in rows),
        back=outcomes.count(Outcome.BACK),
        waiting=outcomes.count(Outcome.WAITING),
        gone=outcomes.count(Outcome.GONE),
        spent=sum((row.departure.spent or Decimal(0) for row in rows), Decimal(0)),
    )
