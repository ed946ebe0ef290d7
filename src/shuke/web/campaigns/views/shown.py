"""Who sees campaigns, and in which currency: they are of the whole business."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign
from shuke.records.access.decorators import StaffRequest
from shuke.records.stores.queries import business
from shuke.scores.queries import latest_run
from shuke.web.insight.current import current_refresh

CAMPAIGNS = Campaign.objects.select_related(
    "offer__template", "offer__coupon", "partner", "created_by", "asked_by", "approved_by", "roll_out_by"
)


def found_campaign(pk: int) -> Campaign:
    return get_object_or_404(CAMPAIGNS, pk=pk)


def money_of(request: StaffRequest) -> str:
    """The currency of the costs; empty for those who see no money."""
    return business().currency if request.scope.may("money.view") else ""


def scored_on() -> date | None:
    """The day of the latest scores."""
    run = latest_run()
    return run.as_of if run else None


def of_others(request: StaffRequest, title: str) -> HttpResponse:
    """To those who work in some stores only."""
    return render(request, "campaigns/of_others.html", {"title": title})


def works_everywhere(request: StaffRequest) -> bool:
    return request.scope.store_ids is None


def shared(request: StaffRequest) -> dict[str, object]:
    """What every page of campaigns shows."""
    return {
        "current": current_refresh(now=timezone.now()),
        "money": money_of(request),
        "may_manage": request.scope.may("marketing.manage") and works_everywhere(request),
        "section": _("Campaigns"),
    }
