"""The model runs: as of when, from what data, with which settings, how long it took, how right it was."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.jobs.services import enqueue
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.scores.models import FittedModel, ModelRun
from shuke.scores.services import current_outlook, set_outlook
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.insight.forecast_runs import cards_of, parameters_of
from shuke.web.insight.forms import OutlookForm
from shuke.web.insight.runs import row_of
from shuke.web.insight.views.answer import REFRESH, is_computing

RUNS_A_PAGE = 30


@require_GET
@staff_view("runs.view")
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
@staff_view("runs.view")
def run(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelRun, pk=pk)
    models = list(FittedModel.objects.filter(run=found).order_by("id"))
    context = {
        "row": row_of(found, ZoneInfo(business().time_zone)),
        "cards": cards_of(found, models),
        "parameters": parameters_of(found, models),
        "may_set": request.scope.may("settings.manage"),
        "corrects": current_outlook().corrects,
    }
    return render(request, "web/insight/run.html", context)


@get_or_post
@staff_view("settings.manage")
def forecast_settings(request: StaffRequest) -> HttpResponse:
    """What lifetime value is made of, and whether errors are fed back; the next refresh uses it."""
    form = OutlookForm(request.POST or None, held=current_outlook())
    if request.method == "POST" and form.is_valid():
        set_outlook(scope=request.scope, values=form.values(), now=timezone.now())
        messages.success(request, _("Saved. The next refresh uses it."))
        return go_to(request, "insight_lifetime")
    return render_form(request, form, title=_("Settings of the forecasts"), submit=_("Save"))
