"""What the customer says: likes, what we may send, whether we may know them. By POST only."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.customers.models import Preference
from shuke.records.customers.queries import active_preferences, consents_now
from shuke.records.customers.services import (
    record_consent,
    record_preference,
    update_customer,
    withdraw_preference,
)
from shuke.web.own.decorators import own_view
from shuke.web.own.forms import LikedForm, PersonalForm, SaidForm
from shuke.web.own.views.page import shown_card
from shuke.web.own.visitor import Visitor

ORIGIN = "own_page"
MOST_PREFERENCES = 60


@require_POST
@own_view
def like(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = LikedForm(request.POST)
    if form.is_valid() and active_preferences(visitor.customer.pk).count() >= MOST_PREFERENCES:
        form.add_error(None, _("So many preferences nobody can keep in mind: take one back first."))
    if form.errors:
        return shown_card(request, visitor, form)
    record_preference(
        scope=visitor.scope,
        now=visitor.now,
        origin=ORIGIN,
        customer=visitor.customer,
        how=Preference.How.ASK,
        **form.cleaned_data,
    )
    return redirect("own_page")


@require_POST
@own_view
def unlike(request: HttpRequest, visitor: Visitor, preference: int) -> HttpResponse:
    held = get_object_or_404(Preference, pk=preference, customer=visitor.customer)
    withdraw_preference(scope=visitor.scope, now=visitor.now, origin=ORIGIN, preference=held)
    return redirect("own_page")


@require_POST
@own_view
def say(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A consent given or withdrawn; saying the same again adds no row."""
    form = SaidForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    said = {(one.channel, one.purpose): one.is_granted for one in consents_now(visitor.customer.pk)}
    key = form.cleaned_data["channel"], form.cleaned_data["purpose"]
    if said.get(key) is not form.cleaned_data["is_granted"]:
        record_consent(
            scope=visitor.scope,
            now=visitor.now,
            origin=ORIGIN,
            customer=visitor.customer,
            source=ORIGIN,
            **form.cleaned_data,
        )
    return redirect("own_contact")


@require_POST
@own_view
def personalise(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    form = PersonalForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    changes = {"is_not_personalised": not form.cleaned_data["is_personalised"]}
    update_customer(scope=visitor.scope, now=visitor.now, origin=ORIGIN, customer=visitor.customer, changes=changes)
    return redirect("own_contact")
