from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.jobs.models import Job, Schedule, State
from shuke.jobs.queries import latest_jobs, pulse, schedules_by_name, workers_by_age
from shuke.jobs.schedule import time_of_day
from shuke.jobs.services import cancel_job, retry_job
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.settings.forms.schedules import ScheduleForm
from shuke.web.settings.services import change_hour
from shuke.web.settings.views.section import render_section
from shuke.web.settings.work_words import task_words

SHOWN_JOBS = 50


@require_GET
@staff_view("settings.manage")
def jobs(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    states = (State(state),) if state in State.values else tuple(State)
    context = {
        "jobs": latest_jobs(states=states)[:SHOWN_JOBS],
        "pulse": pulse(now=timezone.now()),
        "schedules": [(schedule, time_of_day(schedule.cron)) for schedule in schedules_by_name()],
        "may_reschedule": request.scope.may("schedules.manage"),
        "workers": workers_by_age(),
        "states": State.choices,
        "state": state,
    }
    template = "web/settings/jobs.html#jobs" if request.htmx else "web/settings/jobs.html"
    return render_section(request, template, context)


@require_POST
@staff_view("settings.manage")
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(Job, pk=pk)
    retry_job(job_id=pk, now=timezone.now())
    messages.success(request, _("The work is in the queue again."))
    return go_to(request, "settings_jobs")


@require_POST
@staff_view("settings.manage")
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(Job, pk=pk)
    cancel_job(job_id=pk, now=timezone.now())
    messages.success(request, _("The work is cancelled."))
    return go_to(request, "settings_jobs")


@get_or_post
@staff_view("schedules.manage")
def reschedule(request: StaffRequest, pk: int) -> HttpResponse:
    """What runs every hour or minute has no hour to choose."""
    schedule = get_object_or_404(Schedule, pk=pk)
    if time_of_day(schedule.cron) is None:
        raise Http404
    form = ScheduleForm(request.POST or None, schedule=schedule)
    if request.method == "POST" and form.is_valid():
        change_hour(scope=request.scope, now=timezone.now(), schedule=schedule, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return go_to(request, "settings_jobs")
    return render_form(request, form, title=task_words(schedule.task), submit=_("Save"))
