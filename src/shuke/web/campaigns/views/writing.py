"""Writing a campaign: the form, and beside it what it would reach, cost and bring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries import needs_approval, plan_of
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business_day
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in
from shuke.web.campaigns.forms import CampaignForm, initial_new, initial_of
from shuke.web.campaigns.joint import joint_of
from shuke.web.campaigns.views.shown import found_campaign, money_of, of_others, scored_on, works_everywhere
from shuke.web.campaigns.words import REASONS


@get_or_post
@staff_view("marketing.manage")
def new(request: StaffRequest) -> HttpResponse:
    """`?segment=KEY` begins with the people of a saved segment."""
    return _write(request, None, initial_new(request.GET.get("segment", "")))


@get_or_post
@staff_view("marketing.manage")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    campaign = found_campaign(pk)
    return _write(request, campaign, initial_of(campaign))


@require_POST
@staff_view("marketing.manage")
def plan(request: StaffRequest) -> HttpResponse:
    """What the form as it stands would reach, cost and bring."""
    form = CampaignForm(request.POST)
    form.fields["name"].required = False
    context = plan_context(request, form.imagined()) if form.is_valid() else {}
    return render(request, "campaigns/plan.html", context)


def plan_context(request: StaffRequest, campaign: Campaign | str | None) -> dict[str, object]:
    """The plan of a campaign; of a sentence why there is none, that sentence."""
    if campaign is None or isinstance(campaign, str):
        return {"plan_refusal": campaign or ""}
    try:
        found = plan_of(campaign, today=business_day(timezone.now()), as_of=scored_on())
    except ShukeError as refused:
        return {"plan_refusal": str(refused)}
    cost = found.cost if campaign.budget is None else min(found.cost, campaign.budget)
    return {
        "plan": found,
        "joint": joint_of(campaign, found.pieces),
        "planned": campaign,
        "reasons": [(REASONS.get(reason, reason), count) for reason, count in found.refused.items()],
        "needs_approval": needs_approval(cost),
        "profits": [(rate, found.profit_at(rate)) for rate in _rates(found.breakeven_rate)],
        "money": money_of(request),
    }


def _rates(breakeven: float) -> list[float]:
    """At half of break-even, one and a half, twice: what is at stake where nothing is expected."""
    return [share for share in (breakeven / 2, breakeven * 1.5, breakeven * 2) if 0 < share <= 1]


def _write(request: StaffRequest, campaign: Campaign | None, initial: dict[str, object]) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Campaigns"))
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = services.save_campaign(
                scope=request.scope, now=timezone.now(), wishes=form.wishes, campaign=campaign
            )
            messages.success(request, _("Saved as a draft; nothing was sent."))
            return go_to(request, "campaign", saved.pk)
    context = {
        "form": form,
        "campaign": campaign,
        **(plan_context(request, campaign) if campaign else {}),
    }
    return render(request, "campaigns/write.html", context, status=INVALID if form.errors else 200)
