"""Preferences: learned, confirmed, taken back; each answer is the section as it is now."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.queries import active_preferences
from shuke.records.customers.services import confirm_preference, record_preference, withdraw_preference
from shuke.web.answers import get_or_post, go_to, render_form, with_toast
from shuke.web.customers.portrait import preferences_of
from shuke.web.customers.setting import setting_for
from shuke.web.customers.views.bulk import ORIGIN
from shuke.web.customers.views.found import customer_or_404
from shuke.web.forms import Dressed


class PreferenceForm(Dressed, forms.Form):
    topic = forms.CharField(
        label=gettext_lazy("About"), max_length=40, help_text=gettext_lazy("Seat, drink, comfort, size, allergy …")
    )
    value = forms.CharField(label=gettext_lazy("Preference"), max_length=200)
    how = forms.ChoiceField(label=gettext_lazy("How learned"), choices=Preference.How.choices)
    reason = forms.CharField(label=gettext_lazy("Why, if they said"), max_length=200, required=False)
    is_pinned = forms.BooleanField(label=gettext_lazy("Taboo or special request: stays on top"), required=False)
    is_sensitive = forms.BooleanField(label=gettext_lazy("About health, or otherwise sensitive"), required=False)


@get_or_post
@staff_view("customers.preferences")
def learn(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = PreferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_preference(
            scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, **form.cleaned_data
        )
        return go_to(request, "customer", pk)
    title = _("What does %(name)s like?") % {"name": customer}
    return render_form(request, form, title=title, submit=_("Remember it"))


@require_POST
@staff_view("customers.preferences")
def confirm(request: StaffRequest, pk: int, preference: int) -> HttpResponse:
    customer, held = _held(request, pk, preference)
    confirm_preference(scope=request.scope, now=timezone.now(), origin=ORIGIN, preference=held)
    return _section(request, customer, _("Confirmed: %(value)s") % {"value": held.value})


@require_POST
@staff_view("customers.preferences")
def withdraw(request: StaffRequest, pk: int, preference: int) -> HttpResponse:
    customer, held = _held(request, pk, preference)
    withdraw_preference(scope=request.scope, now=timezone.now(), origin=ORIGIN, preference=held)
    return _section(request, customer, _("Taken back: %(value)s") % {"value": held.value})


def _held(request: StaffRequest, pk: int, preference: int) -> tuple[Customer, Preference]:
    customer = customer_or_404(request, pk)
    return customer, get_object_or_404(active_preferences(pk), pk=preference)


def _section(request: StaffRequest, customer: Customer, sentence: str) -> HttpResponse:
    if not request.htmx:
        return go_to(request, "customer", customer.pk)
    now = timezone.now()
    setting = setting_for(request.scope, now=now)
    held = preferences_of(customer.pk, shop=setting.business, now=now)
    context = {"customer": customer, "preferences": held, "may_preferences": True, "setting": setting}
    return with_toast(render(request, "web/customers/preferences.html", context), sentence)
