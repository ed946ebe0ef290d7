"""Why a customer heard nothing: of care, campaigns, events and journeys alike, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from shuke.actions.campaigns.models import CampaignMember, Guest
from shuke.actions.campaigns.queries.left_out import left_out_of_campaigns, left_out_of_events
from shuke.actions.care.models import PlanState
from shuke.actions.care.queries.inbox import plans_of_customer
from shuke.actions.journeys.queries.held_out import held_out_of_journeys
from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.web.campaigns.words import REASONS
from shuke.web.care.words import left_out_words


@dataclass(frozen=True)
class LeftOut:
    day: date
    name: str
    url: str  # empty: the caller may not open it
    why: str


def left_out_of(customer_id: int, *, scope: Scope, zone: str, most: int) -> list[LeftOut]:
    """Four queries."""
    lines = [*_of_care(customer_id, most), *_of_marketing(customer_id, most, scope=scope, zone=zone)]
    return sorted(lines, key=lambda line: line.day, reverse=True)[:most]


def _of_care(customer_id: int, most: int) -> Iterator[LeftOut]:
    for plan in plans_of_customer(customer_id).filter(state__in=[PlanState.SKIPPED, PlanState.HELD_OUT])[:most]:
        why = left_out_words(plan.reason) if plan.reason else plan.get_state_display()
        yield LeftOut(plan.planned_on, plan.programme.name, reverse("care_programme", args=[plan.programme_id]), why)


def _of_marketing(customer_id: int, most: int, *, scope: Scope, zone: str) -> Iterator[LeftOut]:
    """Who may not look at campaigns and journeys is told their names, and why."""
    sees = scope.may("marketing.view")

    def line(at: datetime, name: str, page: str, pk: int, why: str) -> LeftOut:
        return LeftOut(day_in(zone, at), name, reverse(page, args=[pk]) if sees else "", why)

    for member in left_out_of_campaigns(customer_id)[:most]:
        campaign = member.campaign
        yield line(campaign.fixed_at or campaign.created_at, campaign.name, "campaign", campaign.pk, _why(member))
    for guest in left_out_of_events(customer_id)[:most]:
        event = guest.gathering
        yield line(event.invited_at or event.created_at, event.name, "event", event.pk, _why(guest))
    for run in held_out_of_journeys(customer_id)[:most]:
        yield line(run.entered_at, run.journey.name, "journey", run.journey_id, str(PlanState.HELD_OUT.label))


def _why(row: CampaignMember | Guest) -> str:
    if row.gift and row.gift.refusal:
        return row.gift.refusal
    if row.reason:
        return str(REASONS.get(row.reason, row.reason))
    return str(row.get_arm_display())
