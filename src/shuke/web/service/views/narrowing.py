"""Narrowing the inbox, and keeping what it was narrowed to under a name."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import Staff
from shuke.records.cases.queries.inbox import VIEWS
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.views.saved import dropped
from shuke.web.models import SavedView
from shuke.web.saved_views import save_view, saved_views
from shuke.web.service.forms_narrowing import InboxViewForm, NarrowForm
from shuke.web.service.reading import filters_in

CASES = SavedView.Of.CASES
FIRST = "soon"  # the view of an address that names none


@get_or_post
@staff_view("cases.view")
def narrow(request: StaffRequest) -> HttpResponse:
    """The inbox of the address with other filters."""
    address = request.GET.dict()
    form = NarrowForm(request.POST or None, scope=request.scope, initial=filters_in(address))
    if request.method == "POST" and form.is_valid():
        others = {name: value for name, value in filters_in(address).items() if name not in form.fields}
        return _to_inbox(request, {**_view_in(address), **others, **form.address()})
    return render_form(request, form, title=_("Which cases"), submit=_("Show them"))


@get_or_post
@staff_view("cases.view")
def save(request: StaffRequest) -> HttpResponse:
    """The inbox of the address under a name."""
    address = request.GET.dict()
    form = InboxViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state = {**_view_in(address), **filters_in(address)}
        with refusals_in(form, "name"):
            view = save_view(staff=request.user, now=timezone.now(), state=state, of=CASES, **form.cleaned_data)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _to_inbox(request, state)
    return render_form(request, form, title=_("Save the view"), submit=_("Save view"))


@get_or_post
@staff_view("cases.view")
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, owner=request.user, of=CASES)
    return dropped(request, view, says=_("The cases in it stay as they are."), back="service")


def views_beside(staff: Staff, address: dict[str, str]) -> dict[str, Any]:
    """The names to choose from above the list, and the one whose cases are shown."""
    views = [(view, urlencode(view.state)) for view in saved_views(staff, of=CASES)]
    shown = next((view for view, _address in views if {"view": FIRST, **view.state} == address), None)
    return {"views": views, "shown_view": shown}


def _view_in(address: dict[str, str]) -> dict[str, str]:
    return {"view": address["view"]} if address.get("view") in VIEWS else {}


def _to_inbox(request: StaffRequest, state: dict[str, str]) -> HttpResponse:
    return go_to(request, f"{reverse('service')}?{urlencode(state)}")
