"""One journey: drawn, with its numbers; its states and versions."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.services import (
    end_journey,
    name_journey,
    pause_journey,
    publish_version,
    resume_journey,
    start_journey,
)
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.frame import shown_scope
from shuke.web.journeys.forms import JourneyForm
from shuke.web.journeys.shown import counts_links, rows_of, summary_of, whole_faults
from shuke.web.journeys.views.shared import journey_of


@require_GET
@staff_view("marketing.view")
def journey(request: StaffRequest, pk: int) -> HttpResponse:
    """`?view=list` shows the list where there is room for the canvas, too."""
    found, scope = journey_of(pk), shown_scope(request)
    definition = read_definition(found.draft)
    rows = rows_of(found, definition, scope=scope)
    is_changed = found.version is not None and found.version.definition != found.draft
    context = {
        "journey": found,
        "rows": rows,
        "faults": whole_faults(definition, scope=scope),
        "faulty": sum(bool(row.faults) for row in rows),
        "summary": summary_of(found, scope=scope),
        "is_changed": is_changed,
        "has_links": found.version is not None and any(map(counts_links, definition.nodes.values())),
        "next_number": found.version.number + 1 if found.version else 1,
        "view": "list" if request.GET.get("view") == "list" else "canvas",
        "may_manage": request.scope.may("journeys.manage") and found.state != Journey.State.ENDED,
    }
    return render(request, "journeys/journey.html", context)


@get_or_post
@staff_view("journeys.manage")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = journey_of(pk)
    form = JourneyForm(request.POST or None, instance=journey_of(pk))
    if is_saved(
        request, form, lambda said: name_journey(scope=request.scope, now=timezone.now(), journey=found, **said)
    ):
        messages.success(request, _("Saved."))
        return go_to(request, "journey", pk)
    return render_form(request, form, title=found.name, submit=_("Save"))


@get_or_post
@staff_view("journeys.manage")
def start(request: StaffRequest, pk: int) -> HttpResponse:
    says = gettext_lazy("From now on people come in. What happened before lets nobody in.")
    return _act(request, pk, start_journey, gettext_lazy("Start this journey?"), gettext_lazy("Start"), says)


@get_or_post
@staff_view("journeys.manage")
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    says = gettext_lazy("Who comes in from now on follows the new version; who is inside finishes their own.")
    title, submit = gettext_lazy("Make this the new version?"), gettext_lazy("Make it the new version")
    return _act(request, pk, publish_version, title, submit, says)


@get_or_post
@staff_view("journeys.manage")
def pause(request: StaffRequest, pk: int) -> HttpResponse:
    says = gettext_lazy("Everybody stays where they are; newcomers wait at the entry. Nobody is skipped.")
    return _act(request, pk, pause_journey, gettext_lazy("Pause this journey?"), gettext_lazy("Pause"), says)


@get_or_post
@staff_view("journeys.manage")
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    says = gettext_lazy("Steps that came due meanwhile are made now.")
    return _act(request, pk, resume_journey, gettext_lazy("Let it go on?"), gettext_lazy("Go on"), says)


@get_or_post
@staff_view("journeys.manage")
def end(request: StaffRequest, pk: int) -> HttpResponse:
    says = gettext_lazy("Everybody inside leaves, and nothing more is done for them. This cannot be undone.")
    title, submit = gettext_lazy("End this journey?"), gettext_lazy("End it")
    return _act(request, pk, end_journey, title, submit, says, danger=True)


@require_GET
@staff_view("marketing.view")
def versions(request: StaffRequest, pk: int) -> HttpResponse:
    found = journey_of(pk)
    inside = {version.pk: 0 for version in found.versions.all()}
    for version in found.runs.filter(left_at__isnull=True).values_list("version", flat=True):
        inside[version] = inside.get(version, 0) + 1
    rows = [(version, inside[version.pk]) for version in found.versions.select_related("made_by")]
    context = {"journey": found, "rows": rows, "zone": ZoneInfo(business().time_zone)}
    return render(request, "journeys/versions.html", context)


def _act(
    request: StaffRequest, pk: int, act: Callable[..., object], title: Promise, submit: Promise, says: Promise,
    *, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    found, form = journey_of(pk), forms.Form(request.POST if request.method == "POST" else None)
    if is_saved(request, form, lambda said: act(scope=request.scope, now=timezone.now(), journey=found)):
        return go_to(request, "journey", pk)
    return render_form(request, form, title=str(title), submit=str(submit), says=str(says), danger=danger)
