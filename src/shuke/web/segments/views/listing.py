"""Every saved segment, with how many of the reader's customers it holds."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import counts_in
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.web.frame import shown_scope
from shuke.web.insight.doors import customers


@require_GET
@staff_view("marketing.view")
def segments(request: StaffRequest) -> HttpResponse:
    found = list(Segment.objects.select_related("created_by"))
    counts = counts_in(found, scope=shown_scope(request))
    context = {
        "rows": [(segment, counts[segment.pk], customers(segment=segment.pk)) for segment in found],
        "zone": ZoneInfo(business().time_zone),
        "may_manage": request.scope.may("marketing.manage"),
    }
    return render(request, "segments/segments.html", context)
