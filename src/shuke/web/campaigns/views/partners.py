"""Firms that bear part of the cost of campaigns, and what each campaign cost us and them."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.models import Campaign
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Organisation
from shuke.web.campaigns.joint import partner_rows
from shuke.web.campaigns.views.shown import CAMPAIGNS, of_others, shared, works_everywhere

ROWS = 200


@require_GET
@staff_view("marketing.view")
def partners(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Partners"))
    counts = Campaign.objects.filter(partner__isnull=False).values("partner", "partner__name")
    rows = counts.annotate(campaigns=Count("pk")).order_by("partner__name")[:ROWS]
    return render(request, "campaigns/partners.html", shared(request) | {"rows": list(rows)})


@require_GET
@staff_view("marketing.view")
def partner(request: StaffRequest, pk: int) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Partners"))
    found = get_object_or_404(Organisation, pk=pk)
    campaigns = list(CAMPAIGNS.filter(partner=found).order_by("-id")[:ROWS])
    context = {"partner": found, "has_campaigns": bool(campaigns), "rows": partner_rows(campaigns)}
    return render(request, "campaigns/partner.html", shared(request) | context)
