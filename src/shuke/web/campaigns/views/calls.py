"""The call list of a campaign: whom to call, what to say, what came of it."""

from collections.abc import Sequence

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shuke.actions.campaigns.models import CampaignMember
from shuke.actions.campaigns.reach import may_be_called
from shuke.actions.offers.models import CALL, Gift
from shuke.actions.offers.services import record_outcome
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import PERSON, own_and_merged
from shuke.web.answers import note_people_read
from shuke.web.campaigns.views.shown import found_campaign, shared
from shuke.web.frame import shown_scope

AT_ONCE = 50


@require_GET
@staff_view("marketing.view")
def calls(request: StaffRequest, pk: int) -> HttpResponse:
    campaign = found_campaign(pk)
    if campaign.offer.way != CALL:
        raise Http404
    of_campaign = CampaignMember.objects.filter(campaign=campaign).values("gift")
    gifts = Gift.objects.filter(pk__in=of_campaign, customer__erased_at__isnull=True).select_related("customer")
    scope = shown_scope(request)
    if scope.store_ids is not None:
        gifts = gifts.filter(customer__home_store__in=scope.store_ids)
    uncalled = gifts.filter(outcome="").annotate(person=PERSON)
    willing = uncalled.filter(person__in=Customer.objects.filter(may_be_called()).values("pk"))
    open_gifts, left = list(willing.order_by("pk")[:AT_ONCE]), willing.count()
    note_people_read(request, len(open_gifts))
    context = {
        "campaign": campaign,
        "rows": [(gift, phones.get(_person(gift), "")) for phones in [_phones(open_gifts)] for gift in open_gifts],
        "left": left,
        "unwilling": uncalled.count() - left,
        "done": gifts.exclude(outcome="").count(),
        "outcomes": Gift.Outcome.choices,
        "may_call": request.scope.may("marketing.manage"),
    }
    return render(request, "campaigns/calls.html", shared(request) | context)


@require_POST
@staff_view("marketing.manage")
def outcome(request: StaffRequest, pk: int, gift: int) -> HttpResponse:
    said = request.POST.get("outcome", "")
    if said not in Gift.Outcome:
        raise Http404
    of_campaign = CampaignMember.objects.filter(campaign=pk).values("gift")
    found = get_object_or_404(Gift, pk=gift, pk__in=of_campaign)
    record_outcome(scope=request.scope, now=timezone.now(), gift=found, outcome=Gift.Outcome(said))
    return redirect("campaign_calls", pk)


def _phones(gifts: Sequence[Gift]) -> dict[int, str]:
    """{person: phone}, on whichever of their records it stands: their own before others, the primary before others."""
    people = {_person(gift) for gift in gifts}
    phones = Identity.objects.filter(customer__in=own_and_merged(*people), kind=Identity.Kind.PHONE)
    # The last one holds.
    ranked = phones.order_by(F("customer__merged_into").asc(nulls_last=True), "is_primary", "-pk")
    return dict(ranked.values_list(PERSON, "value"))


def _person(gift: Gift) -> int:
    return gift.customer.merged_into_id or gift.customer_id
