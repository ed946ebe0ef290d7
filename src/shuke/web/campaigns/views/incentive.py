"""Who buys only on incentive, and whether they come when nothing is taken off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shuke.actions.segments.models import Segment
from shuke.analytics.response.incentive import AFTER_DAYS, FEWEST, OFF, SHARE
from shuke.lib.ids import is_id
from shuke.outcomes.incentives import FEWEST_OVER, WINDOW_DAYS, reliance_of
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.campaigns.views.shown import shared


@require_GET
@staff_view("marketing.view")
def incentive(request: StaffRequest) -> HttpResponse:
    """Of the reader's stores; `?segment=3`: of those in it now."""
    asked = request.GET.get("segment", "")
    segment = get_object_or_404(Segment, pk=int(asked)) if is_id(asked) else None
    context = {
        "reliance": reliance_of(scope=request.scope, segment=segment),
        "segment": segment,
        "segments": Segment.objects.values_list("pk", "name"),
        "off": OFF,
        "needed_share": SHARE,
        "fewest": FEWEST,
        "after_days": AFTER_DAYS,
        "window_days": WINDOW_DAYS,
        "fewest_over": FEWEST_OVER,
    }
    return render(request, "campaigns/incentive.html", shared(request) | context)
