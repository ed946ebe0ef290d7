"""Who gets what the money brought back by e-mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.outcomes.models import ReportReader
from shuke.outcomes.reporting import possible_readers, save_readers
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business_day
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.campaigns.forms import ReadersForm
from shuke.web.campaigns.views.shown import of_others, works_everywhere
from shuke.web.settings.views.section import render_section


@get_or_post
@staff_view("marketing.manage")
def reports(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Reports by e-mail"))
    held = dict(ReportReader.objects.values_list("staff", "every"))
    form = ReadersForm(request.POST or None, readers=possible_readers(), held=held)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        save_readers(scope=request.scope, now=now, today=business_day(now), chosen=form.chosen())
        messages.success(request, _("Saved."))
        return go_to(request, "settings_reports")
    response = render_section(request, "campaigns/reports.html", {"form": form})
    response.status_code = INVALID if form.errors else 200
    return response
