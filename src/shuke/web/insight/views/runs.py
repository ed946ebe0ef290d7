"""The model runs: as of when, from what data, with which settings, how long it took, how right it was."""

from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun
from shuke.web.insight.runs import row_of

RUNS_A_PAGE = 30


@require_GET
@staff_view("insight.view")
def runs(request: StaffRequest) -> HttpResponse:
    page = Paginator(ModelRun.objects.order_by("-id"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    zone = ZoneInfo(business().time_zone)
    return render(request, "web/insight/runs.html", {"page": page, "rows": [row_of(run, zone) for run in page]})


@require_GET
@staff_view("insight.view")
def run(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelRun, pk=pk)
    return render(request, "web/insight/run.html", {"row": row_of(found, ZoneInfo(business().time_zone))})
