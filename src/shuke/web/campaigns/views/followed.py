"""Purchases after the links of a campaign's messages: asked for by its page when that stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries import followed_by_campaign
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.campaigns.links import readers
from shuke.web.campaigns.templatetags.campaigns import members_url
from shuke.web.campaigns.views.shown import found_campaign, of_others, works_everywhere
from shuke.web.campaigns.words import gives
from shuke.web.followed import FollowedRow, followed_context


@require_GET
@staff_view("marketing.view")
def followed(request: StaffRequest, pk: int) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, "")
    found = found_campaign(pk)
    template = "web/components/followed.html" if request.htmx else "campaigns/followed.html"
    return render(request, template, {"campaign": found, **followed_context(request, [_row(found, request)])})


def _row(campaign: Campaign, request: StaffRequest) -> FollowedRow:
    return FollowedRow(
        name=gives(campaign.offer),
        says="",
        sent=readers(campaign.pk, "sent", scope=request.scope).distinct().count(),
        found=followed_by_campaign(campaign, scope=request.scope),
        door=lambda part: members_url(campaign, part),
    )
