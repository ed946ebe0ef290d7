from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, render_form
from shuke.web.settings.forms.business import BusinessForm, StoreForm
from shuke.web.settings.services import change_business, change_store, open_store
from shuke.web.settings.views.section import render_section


@get_or_post
@staff_view("settings.manage")
def edit_business(request: StaffRequest) -> HttpResponse:
    form = BusinessForm(request.POST or None, business=business())
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            change_business(scope=request.scope, now=timezone.now(), values=form.cleaned_data)
            messages.success(request, _("Saved."))
            return go_to(request, "settings_business")
    response = render_section(request, "web/settings/business.html", {"form": form})
    response.status_code = INVALID if form.errors else 200
    return response


@require_GET
@staff_view("settings.manage")
def stores(request: StaffRequest) -> HttpResponse:
    return render_section(request, "web/settings/stores.html", {"rows": Store.objects.order_by("-is_open", "name")})


@get_or_post
@staff_view("settings.manage")
def add_store(request: StaffRequest) -> HttpResponse:
    form = StoreForm(request.POST or None, store=None, business=business())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        with refusals_in(form):
            store = open_store(scope=request.scope, now=timezone.now(), code=values.pop("code"), values=values)
            messages.success(request, _("The store “%(name)s” is there.") % {"name": store.name})
            return go_to(request, "settings_stores")
    return render_form(request, form, title=_("New store"), submit=_("Add the store"))


@get_or_post
@staff_view("settings.manage")
def edit_store(request: StaffRequest, pk: int) -> HttpResponse:
    store = get_object_or_404(Store, pk=pk)
    form = StoreForm(request.POST or None, store=store, business=business())
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            change_store(scope=request.scope, now=timezone.now(), store=store, values=form.cleaned_data)
            messages.success(request, _("Saved."))
            return go_to(request, "settings_stores")
    return render_form(request, form, title=store.name, submit=_("Save"))
