from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import CustomField
from shuke.records.customers.services import add_custom_field, change_custom_field, drop_custom_field
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.settings.forms.business import FieldForm
from shuke.web.settings.views.section import render_section


@require_GET
@staff_view("settings.manage")
def fields(request: StaffRequest) -> HttpResponse:
    return render_section(request, "web/settings/fields.html", {"rows": CustomField.objects.all()})


@get_or_post
@staff_view("settings.manage")
def add_field(request: StaffRequest) -> HttpResponse:
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "key"):
            field = add_custom_field(scope=request.scope, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The field “%(label)s” is on every customer now.") % {"label": field.label})
            return go_to(request, "settings_fields")
    return render_form(request, form, title=_("New field"), submit=_("Add the field"))


@get_or_post
@staff_view("settings.manage")
def edit_field(request: StaffRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    form = FieldForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        change_custom_field(scope=request.scope, now=timezone.now(), field=field, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return go_to(request, "settings_fields")
    return render_form(request, form, title=field.label, submit=_("Save"))


@get_or_post
@staff_view("settings.manage")
def drop_field(request: StaffRequest, pk: int) -> HttpResponse:
    """A field that holds values is kept: the service refuses with how many there are."""
    field = get_object_or_404(CustomField, pk=pk)
    if request.method == "GET":
        title = _("Drop the field “%(label)s”?") % {"label": field.label}
        says = _("It is possible as long as no customer has a value in it.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Drop the field"), danger=True)
    drop_custom_field(scope=request.scope, now=timezone.now(), field=field)
    messages.success(request, _("The field “%(label)s” is gone.") % {"label": field.label})
    return go_to(request, "settings_fields")
