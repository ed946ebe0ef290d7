"""What members are promised, in words; and the forms of those who promise it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Plan, Tier
from shuke.records.membership.services.offers import save_plan, save_tier
from shuke.records.stores.queries import business
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.frame import shown_scope
from shuke.web.membership.forms.plans import PlanForm, TierForm
from shuke.web.membership.moving import moving_of
from shuke.web.membership.rows import members_seen_by, plan_rows
from shuke.web.membership.views.page import render_page
from shuke.web.membership.words import plan_sentences, tier_sentences


@require_GET
@staff_view("membership.view")
def plans(request: StaffRequest) -> HttpResponse:
    rows = plan_rows(members_seen_by(shown_scope(request)), sees_money=False, now=timezone.now())
    told = [(row, plan_sentences(row.plan), [(tier, tier_sentences(tier)) for tier in row.tiers]) for row in rows]
    context = {"plans": told, "may_manage": request.scope.may("settings.manage")}
    return render_page(request, "membership/plans.html", context)


@require_GET
@staff_view("membership.view")
def moving(request: StaffRequest) -> HttpResponse:
    """Who is about to rise, and who falls unless they come back in time."""
    found = moving_of(members_seen_by(shown_scope(request)), now=timezone.now())
    return render_page(request, "membership/moving.html", {"plans": found})


@get_or_post
@staff_view("settings.manage")
def add_plan(request: StaffRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, plan=None, business=business())

    def save(values: dict[str, Any]) -> None:
        code = values.pop("code")
        save_plan(scope=request.scope, now=timezone.now(), code=code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("The plan is there. Give it tiers, if it has some."))
        return go_to(request, "membership_plans")
    return render_form(request, form, title=_("New plan"), submit=_("Make the plan"))


@get_or_post
@staff_view("settings.manage")
def edit_plan(request: StaffRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    form = PlanForm(request.POST or None, plan=plan, business=business())

    def save(values: dict[str, Any]) -> None:
        save_plan(scope=request.scope, now=timezone.now(), code=plan.code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "membership_plans")
    says = _("It holds from the next purchase on; what was earned before stays as it was promised.")
    return render_form(request, form, title=plan.name, submit=_("Save"), says=says)


@get_or_post
@staff_view("settings.manage")
def add_tier(request: StaffRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    form = TierForm(request.POST or None, plan=plan, tier=None)

    def save(values: dict[str, Any]) -> None:
        code = values.pop("code")
        save_tier(scope=request.scope, now=timezone.now(), plan=plan, code=code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("The tier is there. Who has its growth value reaches it with the next purchase."))
        return go_to(request, "membership_plans")
    return render_form(request, form, title=_("New tier"), submit=_("Make the tier"), says=plan.name)


@get_or_post
@staff_view("settings.manage")
def edit_tier(request: StaffRequest, pk: int) -> HttpResponse:
    tier = get_object_or_404(Tier.objects.select_related("plan"), pk=pk)
    form = TierForm(request.POST or None, plan=tier.plan, tier=tier)

    def save(values: dict[str, Any]) -> None:
        save_tier(scope=request.scope, now=timezone.now(), plan=tier.plan, code=tier.code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "membership_plans")
    says = _("Who has less growth value than this now is told at the nightly review, and falls when the grace is over.")
    return render_form(request, form, title=tier.name, submit=_("Save"), says=says)
