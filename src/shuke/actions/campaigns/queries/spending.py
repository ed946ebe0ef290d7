"""What campaigns and events cost us, by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from shuke.actions.campaigns.models import Campaign, Gathering
from shuke.actions.campaigns.queries.gatherings import piece


@dataclass(frozen=True)
class Spending:
    on: date
    amount: Decimal
    segment_key: str  # of the saved segment it was made for; empty: everybody's or people chosen otherwise


def spendings() -> list[Spending]:
    """Our share of the pieces of every test and roll-out that began, and every event that was not cancelled."""
    return [*_of_campaigns(), *_of_events()]


def spent_between(spendings: list[Spending], *, from_on: date, until_on: date, segment_key: str = "") -> Decimal:
    """On these days, both included.

    Args:
        segment_key: of a saved segment: only what was made for it. Empty: everything.
    """
    chosen = (each for each in spendings if not segment_key or each.segment_key == segment_key)
    return sum((each.amount for each in chosen if from_on <= each.on <= until_on), Decimal(0))


def _of_campaigns() -> Iterator[Spending]:
    for campaign in Campaign.objects.filter(is_history=False, fixed_at__isnull=False).select_related("offer"):
        for part, began_on in (("test", campaign.test_from_on), ("roll_out", campaign.roll_out_on)):
            if began_on is not None:
                pieces: int = (campaign.counted.get(part) or {}).get("pieces", 0)
                yield Spending(began_on, campaign.own_cost_per_piece * pieces, campaign.segment_key)


def _of_events() -> Iterator[Spending]:
    held = Gathering.objects.exclude(state=Gathering.State.CANCELLED).select_related("offer")
    for event in held.annotate(pieces=Count("guests", filter=piece("guests__"))):
        yield Spending(event.held_on, event.cost_with(event.pieces), event.segment_key)
