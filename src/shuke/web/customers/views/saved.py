"""Saving the list under a name, changing and dropping what was saved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.state import VIEW
from shuke.web.customers.views.reading import list_request
from shuke.web.forms import Dressed
from shuke.web.models import SavedView
from shuke.web.saved_views import change_state, save_view


class ViewForm(Dressed, forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    is_pinned = forms.BooleanField(label=gettext_lazy("A tab above the list"), required=False, initial=True)
    is_default = forms.BooleanField(label=gettext_lazy("The list opens with it, for me"), required=False)
    is_shared = forms.BooleanField(label=gettext_lazy("For all colleagues"), required=False)


@get_or_post
@staff_view("customers.view")
def save(request: StaffRequest) -> HttpResponse:
    """The list of the address as a new view."""
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state = list_request(request).state.parameters()
        with refusals_in(form, "name"):
            view = save_view(staff=request.user, now=timezone.now(), state=state, **form.cleaned_data)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _to_view(request, view)
    return render_form(request, form, title=_("Save the view"), submit=_("Save view"))


@require_POST
@staff_view("customers.view")
def save_over(request: StaffRequest, pk: int) -> HttpResponse:
    """The list of the address in place of what the view held."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user, of=SavedView.Of.CUSTOMERS)
    change_state(view=view, now=timezone.now(), state=list_request(request).state.parameters())
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _to_view(request, view)


@get_or_post
@staff_view("customers.view")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, owner=request.user, of=SavedView.Of.CUSTOMERS)
    form = ViewForm(request.POST or None, initial=_settings_of(view))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "name"):
            save_view(staff=request.user, now=timezone.now(), state=view.state, view=view, **form.cleaned_data)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _to_view(request, view)
    return render_form(request, form, title=_("The view “%(name)s”") % {"name": view.name}, submit=_("Save"))


@get_or_post
@staff_view("customers.view")
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, owner=request.user, of=SavedView.Of.CUSTOMERS)
    return dropped(request, view, says=_("The customers in it stay as they are."), back="customers")


def dropped(request: StaffRequest, view: SavedView, *, says: str, back: str) -> HttpResponse:
    """Asked first, then done; `back` is the route of the list."""
    if request.method == "GET":
        title = _("Drop the view “%(name)s”?") % {"name": view.name}
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Drop the view"), danger=True)
    view.delete()
    messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
    return go_to(request, back)


def _settings_of(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("name", "is_pinned", "is_default", "is_shared")}


def _to_view(request: StaffRequest, view: SavedView) -> HttpResponse:
    return go_to(request, f"{reverse('customers')}?{VIEW}={view.pk}")
