"""Campaigns in the background. Run twice, or killed and run again, everybody is served once."""

import secrets

from django.utils import timezone

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign, Guest
from shuke.actions.campaigns.services import guests
from shuke.actions.campaigns.services.guests import invite_batch
from shuke.actions.campaigns.services.serving import to_serve
from shuke.jobs.context import JobContext


def serve(*, campaign_id: int, job: JobContext) -> None:
    """Fix the members, then give to all whose turn it is, batch by batch, until paused, stopped or done."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None or campaign.is_paused:
        return
    campaign = services.fix_members(campaign=campaign, now=timezone.now())
    done, total = 0, to_serve(campaign).count()
    job.heartbeat(progress_done=done, progress_total=total)
    ahead = services.products_ahead(campaign_id=campaign_id, now=timezone.now())
    while served := services.serve_batch(
        campaign_id=campaign_id, now=timezone.now(), random_bytes=secrets.token_bytes, ahead=ahead
    ):
        done += served
        job.heartbeat(progress_done=done)
        if not done % services.LOOK_AHEAD:
            ahead = services.products_ahead(campaign_id=campaign_id, now=timezone.now())


def cancel_waiting(*, campaign_id: int, job: JobContext) -> None:
    job.heartbeat(progress_done=services.cancel_waiting(campaign_id=campaign_id, now=timezone.now()))


def invite(*, gathering_id: int, job: JobContext) -> None:
    """Invitations to an event, batch by batch, until it is cancelled or everybody was asked."""
    total = Guest.objects.filter(gathering=gathering_id, arm=Guest.Arm.INVITED, is_served=False).count()
    done = 0
    job.heartbeat(progress_done=done, progress_total=total)
    while asked := invite_batch(gathering_id=gathering_id, now=timezone.now(), random_bytes=secrets.token_bytes):
        done += asked
        job.heartbeat(progress_done=done)


def withdraw_invitations(*, gathering_id: int, job: JobContext) -> None:
    job.heartbeat(progress_done=guests.withdraw_invitations(gathering_id=gathering_id, now=timezone.now()))
