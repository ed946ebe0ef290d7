"""Campaigns like this one: what they were answered with, and how right their forecasts were."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from shuke.actions.campaigns.models import Campaign


@dataclass(frozen=True)
class Alike:
    """Finished campaigns by the same way, with or without a coupon as this one."""

    campaigns: tuple[Campaign, ...]
    rate: float  # expected of the next: all their answers by all their pieces
    lowest: float  # of theirs, as measured
    highest: float
    pieces: int


@dataclass(frozen=True)
class Kept:
    """A roll-out whose forecast and actual profit are known."""

    campaign: Campaign
    forecast: float
    actual: float


def campaigns_like(campaign: Campaign) -> Alike | None:
    """None where there was none yet."""
    offer = campaign.offer
    alike = Campaign.objects.filter(
        state=Campaign.State.CLOSED,
        offer__way=offer.way,
        offer__coupon__isnull=offer.coupon_id is None,
        counted__pieces__gt=0,
    )
    found = tuple(alike.exclude(pk=campaign.pk).order_by("-closed_at")[:50])
    return _alike(found) if found else None


def forecasts_kept(campaigns: Sequence[Campaign]) -> list[Kept]:
    """Those that were forecast and are over, the latest first."""
    return [
        Kept(each, each.forecast["profit"], each.counted["roll_out"]["profit"])
        for each in campaigns
        if each.forecast and each.counted.get("roll_out")
    ]


def _alike(found: tuple[Campaign, ...]) -> Alike:
    rows = [{"pieces": each.counted["pieces"], "responses": each.counted["answers"]} for each in found]
    counted = pd.DataFrame(rows)
    measured = counted["responses"] / counted["pieces"]
    return Alike(
        campaigns=found,
        rate=float(counted["responses"].sum() / counted["pieces"].sum()),
        lowest=float(measured.min()),
        highest=float(measured.max()),
        pieces=int(counted["pieces"].sum()),
    )
