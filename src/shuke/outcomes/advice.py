"""What became of the counter's advice. Nobody was held out by chance: who takes it might have come anyway."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q

from shuke.records.customers.models import Event
from shuke.records.customers.queries import PERSON
from shuke.records.sales.queries import stayed_away

# As the counter writes them; what came of it is the last word.
OUTCOMES = ("done", "refused", "not_offered")
KIND = "offer."
PERIOD = timedelta(days=90)
SOON = timedelta(days=28)


@dataclass(frozen=True)
class AdviceRow:
    outcome: str
    times: int
    came_again: int  # bought within SOON after it

    @property
    def share(self) -> float | None:
        return self.came_again / self.times if self.times else None


def advice_brought(*, now: datetime) -> list[AdviceRow]:
    """Of the 90 days before SOON ago, so that everybody had the time to come again; empty without advice."""
    until = now - SOON
    kinds = [KIND + outcome for outcome in OUTCOMES]
    told = Event.objects.filter(kind__in=kinds, occurred_at__gt=until - PERIOD, occurred_at__lte=until)
    at = OuterRef("occurred_at")
    came = ~stayed_away("person", ordered_at__gt=at, ordered_at__lte=at + SOON)
    rows = (
        told.annotate(person=PERSON)
        .annotate(has_come=came)
        .values("kind")
        .annotate(times=Count("pk"), came=Count("pk", filter=Q(has_come=True)))
    )
    found = {row["kind"]: (row["times"], row["came"]) for row in rows}
    return [AdviceRow(outcome, *found[KIND + outcome]) for outcome in OUTCOMES if KIND + outcome in found]
