"""All campaigns, the latest first; and above what a second person approves."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries import approval_above
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.campaigns.forms import RulesForm
from shuke.web.campaigns.rows import rows_of
from shuke.web.campaigns.views.shown import CAMPAIGNS, of_others, shared, works_everywhere

ROWS = 200
OPEN = (Campaign.State.DRAFT, Campaign.State.AWAITING, Campaign.State.APPROVED)


@require_GET
@staff_view("marketing.view")
def campaigns(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Campaigns"))
    found = rows_of(CAMPAIGNS.order_by("-id")[:ROWS])
    context = {
        "groups": [
            (_("Being prepared"), [row for row in found if row.campaign.state in OPEN]),
            (_("Running"), [row for row in found if row.campaign.state not in OPEN and not row.is_over]),
            (_("Over"), [row for row in found if row.is_over]),
        ],
        "approval_above": approval_above(),
        "has_partners": Campaign.objects.filter(partner__isnull=False).exists(),
        "may_rule": request.scope.may("settings.manage"),
    }
    return render(request, "campaigns/campaigns.html", shared(request) | context)


@get_or_post
@staff_view("settings.manage")
def rules(request: StaffRequest) -> HttpResponse:
    form = RulesForm(request.POST or None, initial={"approval_above": approval_above()})

    def save(values: dict[str, Any]) -> None:
        services.save_rules(scope=request.scope, now=timezone.now(), **values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "campaigns")
    return render_form(request, form, title=_("Approval of campaigns"), submit=_("Save"))
