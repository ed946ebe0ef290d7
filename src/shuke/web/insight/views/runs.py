"""The model runs: as of when, from what data, with which settings, how long it took, how right it was."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.jobs.services import enqueue
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun
from shuke.web.insight.forecast_runs import cards_of, parameters_of
from shuke.web.insight.runs import row_of
from shuke.web.insight.views.answer import REFRESH, is_computing

RUNS_A_PAGE = 30


@require_GET
@staff_view("insight.view")
def runs(request: StaffRequest) -> HttpResponse:
    page = Paginator(ModelRun.objects.order_by("-id"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    zone = ZoneInfo(business().time_zone)
    context = {
        "page": page,
        "rows": [row_of(run, zone) for run in page],
        "is_computing": is_computing(),
        "may_refresh": request.scope.may("scores.run"),
    }
    return render(request, "web/insight/runs.html", context)


@require_POST
@staff_view("scores.run")
def start_run(request: StaffRequest) -> HttpResponse:
    """Have the scores computed now; asked twice, they are computed once."""
    enqueue(REFRESH, key="refresh:asked")
    messages.success(request, _("The scores are being computed; the run appears here when it is done."))
    return redirect("insight_models")


@require_GET
@staff_view("insight.view")
def run(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelRun, pk=pk)
    context = {
        "row": row_of(found, ZoneInfo(business().time_zone)),
        "cards": cards_of(found),
        "parameters": parameters_of(found),
    }
    return render(request, "web/insight/run.html", context)
