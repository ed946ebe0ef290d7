from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.errors import ShukeError
from shuke.records.access import two_factor
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import Staff
from shuke.records.access.services import (
    change_password,
    change_role,
    create_staff,
    deactivate_staff,
    revoke_sessions,
)
from shuke.records.stores.models import Store
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.settings.forms.staff import NewPasswordForm, NewStaffForm, RightsForm, rights_of
from shuke.web.settings.views.confirm import ask
from shuke.web.settings.views.section import render_section


@require_GET
@staff_view("staff.manage")
def staff_list(request: StaffRequest) -> HttpResponse:
    people = Staff.objects.prefetch_related("stores").order_by("-is_active", "name", "username")
    context = {"rows": people, "two_factor": two_factor.ids_asked_of(people)}
    return render_section(request, "web/settings/staff.html", context)


@get_or_post
@staff_view("staff.manage")
def add_staff(request: StaffRequest) -> HttpResponse:
    form = NewStaffForm(request.POST or None, stores=Store.objects.all())
    if request.method == "POST" and form.is_valid():
        try:
            person = create_staff(scope=request.scope, now=timezone.now(), **form.cleaned_data)
        except (ShukeError, ValidationError) as error:
            form.add_error("password" if isinstance(error, ValidationError) else "username", _sentence(error))
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": person.name})
            return go_to(request, "settings_staff")
    return render_form(request, form, title=_("New account"), submit=_("Create the account"))


@get_or_post
@staff_view("staff.manage")
def edit_rights(request: StaffRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=pk)
    form = RightsForm(request.POST or None, stores=Store.objects.all(), initial=rights_of(person))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "role"):
            change_role(scope=request.scope, now=timezone.now(), staff=person, **form.cleaned_data)
            messages.success(request, _("Saved: what %(name)s may do.") % {"name": person})
            return go_to(request, "settings_staff")
    return render_form(request, form, title=_("Role and stores of %(name)s") % {"name": person}, submit=_("Save"))


@get_or_post
@staff_view("staff.manage")
def set_password(request: StaffRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=pk)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        with refusals_in(form, "password"):
            change_password(scope=request.scope, now=timezone.now(), staff=person, password=password)
            messages.success(request, _("%(name)s signs in with the new password from now on.") % {"name": person})
            return go_to(request, "settings_staff")
    return render_form(request, form, title=_("New password for %(name)s") % {"name": person}, submit=_("Set password"))


@get_or_post
@staff_view("staff.manage")
def sign_out_everywhere(request: StaffRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=pk)
    title = _("Sign %(name)s out everywhere?") % {"name": person}
    if request.method == "GET":
        return ask(request, title=title, says=_("Every device has to sign in again."), submit=_("Sign out"))
    revoke_sessions(scope=request.scope, now=timezone.now(), staff=person)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": person})
    return go_to(request, "settings_staff")


@get_or_post
@staff_view("staff.manage")
def end_two_factor(request: StaffRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=pk)
    title = _("Turn two-step sign-in off for %(name)s?") % {"name": person}
    says = _("For a lost phone without recovery codes: the password alone opens the account until it is set up again.")
    if request.method == "GET":
        return ask(request, title=title, says=says, submit=_("Turn off"))
    two_factor.turn_off(scope=request.scope, now=timezone.now(), staff=person)
    messages.success(request, _("%(name)s signs in with the password alone.") % {"name": person})
    return go_to(request, "settings_staff")


@get_or_post
@staff_view("staff.manage")
def deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=pk, is_active=True)
    title = _("Close the account of %(name)s?") % {"name": person}
    says = _("Nobody signs in with it any more. What the person did stays in the records.")
    if request.method == "GET":
        return ask(request, title=title, says=says, submit=_("Close the account"))
    deactivate_staff(scope=request.scope, now=timezone.now(), staff=person)
    messages.success(request, _("The account of %(name)s is closed.") % {"name": person})
    return go_to(request, "settings_staff")


def _sentence(error: Exception) -> str | ValidationError:
    return error if isinstance(error, ValidationError) else str(error)
