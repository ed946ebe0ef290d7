"""Rewards with their stock."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Reward
from shuke.records.membership.services.offers import save_reward
from shuke.web.answers import get_or_post, go_to, is_saved, next_url, render_form
from shuke.web.frame import shown_scope
from shuke.web.membership.forms.offers import RewardForm
from shuke.web.membership.views.page import ROWS_A_PAGE, render_page


@require_GET
@staff_view("membership.view")
def rewards(request: StaffRequest) -> HttpResponse:
    is_counted = Q(claims__returned_at=None) & _seen_by(shown_scope(request), claim="claims__")
    found = Reward.objects.select_related("plan").annotate(claimed=Count("claims", filter=is_counted))
    context = {
        "rows": found.order_by("plan__code", "-is_offered", "points"),
        "may_manage": request.scope.may("offers.manage"),
    }
    return render_page(request, "membership/rewards.html", context)


@require_GET
@staff_view("membership.view")
def claims(request: StaffRequest, pk: int) -> HttpResponse:
    """To whom it was handed out, and who brought it back."""
    reward = get_object_or_404(Reward.objects.select_related("plan"), pk=pk)
    found = reward.claims.filter(_seen_by(shown_scope(request)))
    page = page_or_first(
        found.select_related("entry__member__customer", "entry__store", "entry__staff", "entry__api_key"),
        sort="-id",
        limit=ROWS_A_PAGE,
        cursor=request.GET.get("from", ""),
    )
    context = {"reward": reward, "rows": page.data, "next_url": next_url(request, page)}
    return render_page(request, "membership/claims.html", context)


def _seen_by(scope: Scope, *, claim: str = "") -> Q:
    """Claims of customers the caller may see: what somebody took stays taken when they are merged or erased.

    Args:
        claim: the way to the claims from where the condition stands, such as "claims__".
    """
    if scope.store_ids is None:
        return Q()
    customers, of = Customer.objects.current().visible_to(scope), f"{claim}entry__member__customer"
    return Q(**{f"{of}__in": customers}) | Q(**{f"{of}__merged_into__in": customers})


@get_or_post
@staff_view("offers.manage")
def add_reward(request: StaffRequest) -> HttpResponse:
    form = RewardForm(request.POST or None, reward=None)

    def save(values: dict[str, Any]) -> None:
        plan, code = values.pop("plan"), values.pop("code")
        save_reward(scope=request.scope, now=timezone.now(), plan=plan, code=code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("The reward is in the catalogue."))
        return go_to(request, "membership_rewards")
    return render_form(request, form, title=_("New reward"), submit=_("Add the reward"))


@get_or_post
@staff_view("offers.manage")
def edit_reward(request: StaffRequest, pk: int) -> HttpResponse:
    reward = get_object_or_404(Reward.objects.select_related("plan"), pk=pk)
    form = RewardForm(request.POST or None, reward=reward)

    def save(values: dict[str, Any]) -> None:
        save_reward(scope=request.scope, now=timezone.now(), plan=reward.plan, code=reward.code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "membership_rewards")
    return render_form(request, form, title=reward.name, submit=_("Save"))
