"""What the money brought back: each campaign's effect with its interval, and all together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.outcomes.advice import advice_brought
from shuke.outcomes.offers import offers_brought
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.campaigns.brought import money_brought
from shuke.web.campaigns.offered import offer_name, offer_rows
from shuke.web.campaigns.views.shown import of_others, shared, works_everywhere
from shuke.web.campaigns.words import ADVICE


@require_GET
@staff_view("marketing.view")
def outcomes(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("What the money brought back"))
    offers = offers_brought()
    offer = next((each for each in offers if each.given.key == request.GET.get("offer")), None)
    context = {
        "brought": money_brought(only=offer.outcomes if offer else None),
        "offer": offer_name(offer) if offer else "",
        "offers": [] if offer else offer_rows(offers),
        "may_price": request.scope.may("messages.manage"),
        "advice": [] if offer else [(ADVICE[row.outcome], row) for row in advice_brought(now=timezone.now())],
    }
    return render(request, "campaigns/outcomes.html", shared(request) | context)
