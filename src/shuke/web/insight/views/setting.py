"""Where owner and manager set what the scores are counted by."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.scores.services import set_thresholds
from shuke.web.answers import INVALID, get_or_post, go_to, is_saved
from shuke.web.insight.threshold_form import ThresholdForm
from shuke.web.settings.views.section import render_section


@get_or_post
@staff_view("settings.manage")
def score_settings(request: StaffRequest) -> HttpResponse:
    form = ThresholdForm(request.POST or None, currency=business().currency)
    if is_saved(
        request,
        form,
        lambda _given: set_thresholds(scope=request.scope, thresholds=form.thresholds(), now=timezone.now()),
    ):
        messages.success(request, _("Saved. The next refresh uses it."))
        return go_to(request, "settings_scores")
    response = render_section(request, "web/insight/thresholds.html", {"form": form})
    response.status_code = INVALID if form.errors else 200
    return response
