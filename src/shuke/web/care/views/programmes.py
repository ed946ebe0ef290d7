"""Programmes: what each does in words, switching, setting up."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shuke.actions.care.models import CareProgramme
from shuke.actions.care.queries.results import results_of, with_served
from shuke.actions.care.services import (
    care_settings,
    save_care_settings,
    save_programme,
    seed_programmes,
    switch_programme,
)
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, render_form
from shuke.web.care.effect import brought_by
from shuke.web.care.forms import SettingsForm, StepForms
from shuke.web.care.forms_programme import ProgrammeForm
from shuke.web.care.views.previews import UNTRIED
from shuke.web.care.words import ICONS, left_out_words, programme_words, result_words, step_words
from shuke.web.frame import shown_scope


@require_GET
@staff_view("care.view")
def programmes(request: StaffRequest) -> HttpResponse:
    found = CareProgramme.objects.prefetch_related("steps__template", "tiers")
    found = with_served(shown_scope(request), found).order_by("-is_on", "name")
    rows = [
        (one, ICONS[one.kind], programme_words(one), [step_words(step) for step in one.steps.all()]) for one in found
    ]
    context = {"rows": rows, "may_manage": request.scope.may("care.manage"), "settings": care_settings()}
    return render(request, "care/programmes.html", context)


@require_GET
@staff_view("care.view")
def programme(request: StaffRequest, pk: int) -> HttpResponse:
    found = _programme(pk)
    results, sees_all = results_of(shown_scope(request), found), request.scope.store_ids is None
    context = {
        "programme": found,
        "sentences": programme_words(found),
        "steps": [(step, step_words(step)) for step in found.steps.select_related("template")],
        "results": results,
        "brought": brought_by(found) if sees_all else None,
        "sees_all": sees_all,
        "left_out": [(reason, left_out_words(reason), count) for reason, count in results.left_out],
        "outcomes": [(outcome or UNTRIED, result_words(outcome), count) for outcome, count in results.outcomes],
        "may_manage": request.scope.may("care.manage"),
    }
    return render(request, "care/programme.html", context)


@get_or_post
@staff_view("care.manage")
def new(request: StaffRequest) -> HttpResponse:
    return _edited(request, None)


@get_or_post
@staff_view("care.manage")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edited(request, _programme(pk))


@require_POST
@staff_view("care.manage")
def switch(request: StaffRequest, pk: int) -> HttpResponse:
    found = _programme(pk)
    try:
        switch_programme(
            scope=request.scope, now=timezone.now(), programme=found, is_on=request.POST.get("is_on") == "1"
        )
    except ShukeError as error:
        messages.error(request, str(error))
    return go_to(request, "care_programme", found.pk)


@require_POST
@staff_view("care.manage")
def usual(request: StaffRequest) -> HttpResponse:
    """The programmes to begin with, all switched off."""
    made = seed_programmes(scope=request.scope, now=timezone.now(), draw=_seed)
    said = ngettext(
        "%(count)s programme was set up, switched off.", "%(count)s programmes were set up, switched off.", made
    )
    messages.success(request, said % {"count": made})
    return go_to(request, "care_programmes")


@get_or_post
@staff_view("care.manage")
def settings(request: StaffRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, initial=vars(care_settings()))
    if request.method == "POST" and form.is_valid():
        save_care_settings(scope=request.scope, now=timezone.now(), **form.cleaned_data)
        return go_to(request, "care_programmes")
    return render_form(request, form, title=_("A day’s work"), submit=_("Save"))


def _edited(request: StaffRequest, found: CareProgramme | None) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, programme=found)
    steps = StepForms(request.POST or None, programme=found)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        with refusals_in(form):
            saved = save_programme(
                scope=request.scope,
                now=timezone.now(),
                values=form.values(),
                steps=steps.values(),
                tiers=form.cleaned_data["tiers"],
                seed=_seed(),
                programme=found,
            )
            return go_to(request, "care_programme", saved.pk)
    context = {"form": form, "steps": steps.forms, "programme": found}
    return render(request, "care/edit.html", context, status=INVALID if form.errors or steps.has_errors else 200)


def _programme(pk: int) -> CareProgramme:
    return get_object_or_404(CareProgramme.objects.prefetch_related("tiers"), pk=pk)


def _seed() -> int:
    """Drawn once a programme: nobody can choose who is held out."""
    return secrets.randbits(60)
