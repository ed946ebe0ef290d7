"""Orders newer than the latest run count at once: who came today is not overdue any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from shuke.records.sales.models import Order
from shuke.scores.models import CustomerScore

# Codes of reasons that speak of a silence: untrue once the customer has come back.
ABOUT_SILENCE = frozenset({"gap_long", "long_overdue", "on_rhythm"})


def latest_orders_after(day: date, customer_ids: Collection[int]) -> dict[int, date]:
    """{customer id: day of the latest purchase} of those who bought after `day`; one query."""
    newer = Order.objects.purchases().filter(customer__in=customer_ids, ordered_on__gt=day)
    found = newer.values_list("customer").annotate(Max("ordered_on"))
    return {pk: latest_on for pk, latest_on in found if pk is not None}


@dataclass(frozen=True)
class Pace:
    """Silence as it is now: as of the run, or ended by an order since."""

    latest_on: date | None
    silence_days: int | None  # up to `until_on`
    rhythm_days: float | None
    overdue_ratio: float | None
    visits: list[int]  # days before `until_on`
    until_on: date
    is_newer_than_run: bool


def pace_of(score: CustomerScore, *, as_of: date, newer_on: date | None) -> Pace:
    if newer_on is None:
        return Pace(
            latest_on=score.latest_on,
            silence_days=score.silence_days,
            rhythm_days=score.rhythm_days,
            overdue_ratio=score.overdue_ratio,
            visits=score.visits,
            until_on=as_of,
            is_newer_than_run=False,
        )
    passed = (newer_on - as_of).days
    return Pace(
        latest_on=newer_on,
        silence_days=0,
        rhythm_days=score.rhythm_days,
        overdue_ratio=0.0 if score.overdue_ratio is not None else None,
        visits=[*(day + passed for day in score.visits), 0],
        until_on=newer_on,
        is_newer_than_run=True,
    )
