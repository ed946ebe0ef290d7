"""What is decided about a campaign, for other programs: approved, started, paused, rolled out, stopped, finished."""

import secrets
from datetime import date

from django.utils import timezone
from ninja import Router, Status

from shuke.actions.campaigns import services
from shuke.actions.campaigns.api import found_campaign
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.schemas import CampaignOut, RollOutIn
from shuke.jobs.services import enqueue
from shuke.lib.http import RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.scores.queries import latest_run

router = Router(tags=["campaigns"])

COUNT = "shuke.outcomes.tasks.count"  # of a stage above this one, so it is known by name only


@router.post("/campaigns/{campaign_id}/ask", response=CampaignOut, summary="Hand it in: ready, or for approval")
@idempotent
@api_operation("marketing.manage")
def ask_for_approval(request: ApiRequest, campaign_id: RowId) -> Campaign:
    """`awaiting` a second person where it may cost more than the limit, else `approved` at once."""
    found = found_campaign(request, campaign_id)
    return services.ask_approval(scope=request.scope, now=timezone.now(), campaign=found, as_of=_scored_on())


@router.post("/campaigns/{campaign_id}/approve", response=CampaignOut, summary="The second person's yes")
@idempotent
@api_operation("marketing.approve")
def approve_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    """By a person who neither made it nor asked; a key is nobody."""
    return services.approve(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/send-back", response=CampaignOut, summary="A draft again")
@idempotent
@api_operation("marketing.manage")
def send_campaign_back(request: ApiRequest, campaign_id: RowId) -> Campaign:
    """By who may approve, or by who asked or made it."""
    return services.send_back(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/start", response=CampaignOut, summary="The test begins")
@idempotent
@api_operation("marketing.manage")
def start_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    """Who gets what is drawn by chance as of the latest scores; it goes out in the background."""
    found = found_campaign(request, campaign_id)
    seed = secrets.randbits(32)
    return services.start(scope=request.scope, now=timezone.now(), campaign=found, seed=seed, as_of=_scored_on())


@router.post("/campaigns/{campaign_id}/pause", response=CampaignOut, summary="Nobody more is written to for now")
@idempotent
@api_operation("marketing.manage")
def pause_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    return services.pause(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/resume", response=CampaignOut, summary="Let a paused campaign go on")
@idempotent
@api_operation("marketing.manage")
def resume_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    return services.resume(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/roll-out", response=CampaignOut, summary="Roll out to those left")
@idempotent
@api_operation("marketing.manage")
def roll_campaign_out(request: ApiRequest, campaign_id: RowId, body: RollOutIn) -> Campaign:
    """Refused above the budget, and where no cell is expected to pay."""
    found, choice = found_campaign(request, campaign_id), Campaign.RollOut(body.choice)
    return services.roll_out(scope=request.scope, now=timezone.now(), campaign=found, choice=choice)


@router.post("/campaigns/{campaign_id}/stop", response=CampaignOut, summary="Stop it for good")
@idempotent
@api_operation("marketing.manage")
def stop_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    """Messages that still wait are taken back; who has one keeps it."""
    return services.stop(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/close", response=CampaignOut, summary="It is finished")
@idempotent
@api_operation("marketing.manage")
def close_campaign(request: ApiRequest, campaign_id: RowId) -> Campaign:
    return services.close(scope=request.scope, now=timezone.now(), campaign=found_campaign(request, campaign_id))


@router.post("/campaigns/{campaign_id}/repeat", response={201: CampaignOut}, summary="A new draft like this one")
@idempotent
@api_operation("marketing.manage")
def repeat_campaign(request: ApiRequest, campaign_id: RowId) -> Status[Campaign]:
    found = found_campaign(request, campaign_id)
    return Status(201, services.repeat_campaign(scope=request.scope, now=timezone.now(), campaign=found))


@router.post("/campaigns/{campaign_id}/count", response={202: CampaignOut}, summary="Count its answers now")
@idempotent
@api_operation("marketing.manage")
def count_campaign(request: ApiRequest, campaign_id: RowId) -> Status[Campaign]:
    """In the background, with the orders that the latest refresh knows; each refresh does it by itself."""
    found = found_campaign(request, campaign_id)
    enqueue(COUNT, key="campaigns:asked")
    return Status(202, found)


def _scored_on() -> date | None:
    run = latest_run()
    return run.as_of if run else None
