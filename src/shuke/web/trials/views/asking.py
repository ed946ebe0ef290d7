"""What people ask for: a test counted, its costs changed, counted again, forgotten."""

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.scores.trials import services
from shuke.scores.trials.models import CellTable, ControlTest
from shuke.scores.trials.services.soon import count_soon
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.trials.forms import CellForm, ControlForm, TermsForm


@get_or_post
@staff_view("scores.run")
def new_cells(request: StaffRequest) -> HttpResponse:
    form = CellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            found = services.ask_for_cells(**form.cleaned_data)
            return _counting(request, _table_url(found.pk))
    return render_form(request, form, title=_("New cell table"), submit=_("Count"))


@get_or_post
@staff_view("scores.run")
def edit_terms(request: StaffRequest, pk: int) -> HttpResponse:
    table = get_object_or_404(CellTable, pk=pk)
    form = TermsForm(request.POST or None, initial=model_to_dict(table, TermsForm.base_fields))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "rolled_out_on"):
            services.change_terms(table=table, **form.cleaned_data)
            count_soon()
            messages.success(request, _("Saved."))
            return go_to(request, _table_url(pk))
    title = _("Costs and roll-out of “%(name)s”") % {"name": table.name}
    return render_form(request, form, title=title, submit=_("Save"))


@require_POST
@staff_view("scores.run")
def count_cells_again(request: StaffRequest, pk: int) -> HttpResponse:
    services.count_again(trial=get_object_or_404(CellTable, pk=pk))
    return _counting(request, _table_url(pk))


@get_or_post
@staff_view("scores.run")
def forget_cells(request: StaffRequest, pk: int) -> HttpResponse:
    return _forget(request, get_object_or_404(CellTable, pk=pk), "insight_cells")


@get_or_post
@staff_view("scores.run")
def new_control(request: StaffRequest) -> HttpResponse:
    form = ControlForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            found = services.ask_for_control(**form.cleaned_data)
            return _counting(request, f"{reverse('insight_control')}?test={found.pk}")
    says = _("Tag the customers of both groups first: in the customer list, tick them or take all.")
    return render_form(request, form, title=_("New comparison"), submit=_("Compare"), says=says)


@require_POST
@staff_view("scores.run")
def compare_again(request: StaffRequest, pk: int) -> HttpResponse:
    services.count_again(trial=get_object_or_404(ControlTest, pk=pk))
    return _counting(request, f"{reverse('insight_control')}?test={pk}")


@get_or_post
@staff_view("scores.run")
def forget_control(request: StaffRequest, pk: int) -> HttpResponse:
    return _forget(request, get_object_or_404(ControlTest, pk=pk), "insight_control")


def _counting(request: StaffRequest, url: str) -> HttpResponse:
    count_soon()
    messages.success(request, _("The answers are being counted; they appear here when that is done."))
    return go_to(request, url) if request.htmx else redirect(url)


def _forget(request: StaffRequest, trial: CellTable | ControlTest, listing: str) -> HttpResponse:
    if request.method == "GET":
        title = _("Delete “%(name)s”?") % {"name": trial.name}
        says = _("What was counted goes with it. Customers and orders stay as they are.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Delete"), danger=True)
    services.forget_trial(trial=trial)
    messages.success(request, _("Deleted."))
    return go_to(request, listing)


def _table_url(pk: int) -> str:
    return f"{reverse('insight_cells')}?table={pk}"
