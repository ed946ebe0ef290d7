"""A campaign as it stands in lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.results import part_of
from shuke.web.campaigns.words import gives

State = Campaign.State


@dataclass(frozen=True)
class CampaignRow:
    campaign: Campaign
    gives: str
    from_on: date | None  # began, or planned for
    until_on: date | None
    pieces: int | None  # that left
    answers: int | None
    rate: float | None
    profit: Decimal | None

    @property
    def is_over(self) -> bool:
        return self.campaign.state in (State.CLOSED, State.STOPPED)


def row_of(campaign: Campaign) -> CampaignRow:
    counted = campaign.counted
    pieces, answers = counted.get("pieces"), counted.get("answers")
    parts = [part for part in (part_of(campaign, "test"), part_of(campaign, "roll_out")) if part]
    knows_profit = parts and not campaign.is_history
    return CampaignRow(
        campaign=campaign,
        gives=gives(campaign.offer),
        from_on=campaign.test_from_on or campaign.planned_on,
        until_on=campaign.until_on,
        pieces=pieces,
        answers=answers,
        rate=answers / pieces if pieces else None,
        profit=Decimal(str(round(sum(part.profit for part in parts), 2))) if knows_profit else None,
    )


def rows_of(campaigns: Iterable[Campaign]) -> list[CampaignRow]:
    return [row_of(campaign) for campaign in campaigns]
