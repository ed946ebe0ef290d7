"""Changing a customer: own fields, tags, phones and cards, consents."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import custom_fields, own_and_merged
from shuke.records.customers.services import (
    add_identity,
    record_consent,
    remove_identity,
    tag_customers,
    update_customer,
)
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.forms import ProfileForm
from shuke.web.customers.story_words import CHANNELS, PURPOSES
from shuke.web.customers.views.bulk import ORIGIN
from shuke.web.customers.views.found import customer_or_404
from shuke.web.forms import Dressed


class IdentityForm(Dressed, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Identity.Kind.choices)
    value = forms.CharField(label=gettext_lazy("Number or address"), max_length=254)
    is_primary = forms.BooleanField(label=gettext_lazy("The one to use first"), required=False)


class ConsentForm(Dressed, forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=list(CHANNELS.items()))
    purpose = forms.ChoiceField(label=gettext_lazy("For"), choices=list(PURPOSES.items()))
    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("The person"),
        choices=[("yes", gettext_lazy("allows it")), ("no", gettext_lazy("does not want it"))],
        coerce=lambda answer: answer == "yes",
    )
    source = forms.CharField(
        label=gettext_lazy("Where said"), max_length=80, help_text=gettext_lazy("At the counter, by phone, in a form …")
    )


class TagsForm(Dressed, forms.Form):
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Several with commas; what is missing is taken away."),
    )


@get_or_post
@staff_view("customers.edit")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = ProfileForm(request.POST or None, scope=request.scope, custom_fields=custom_fields(), customer=customer)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form), transaction.atomic():  # a household named for the first time stands or falls with it
            update_customer(
                scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, changes=form.values()
            )
            return _saved(request, customer)
    return render_form(request, form, title=_("Details of %(name)s") % {"name": customer}, submit=_("Save"))


@get_or_post
@staff_view("customers.tag")
def tags(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    held = {tag.name for tag in customer.tags.all()}
    form = TagsForm(request.POST or None, initial={"tags": ", ".join(sorted(held))})
    if request.method == "POST" and form.is_valid():
        wanted = {name.strip() for name in form.cleaned_data["tags"].replace("，", ",").split(",") if name.strip()}
        tag_customers(
            scope=request.scope,
            now=timezone.now(),
            origin=ORIGIN,
            customers=Customer.objects.filter(pk=customer.pk),
            add=wanted - held,
            remove=held - wanted,
        )
        return _saved(request, customer)
    return render_form(request, form, title=_("Tags of %(name)s") % {"name": customer}, submit=_("Save"))


@get_or_post
@staff_view("customers.edit")
def add_contact(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "value"):
            add_identity(scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, **form.cleaned_data)
            return _saved(request, customer)
    return render_form(request, form, title=_("Phone, card or address"), submit=_("Add it"))


@get_or_post
@staff_view("customers.edit")
def remove_contact(request: StaffRequest, pk: int, identity: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    held = get_object_or_404(Identity, pk=identity, customer__in=own_and_merged(pk))
    if request.method == "GET":
        title = _("Remove “%(value)s”?") % {"value": held.value}
        says = _("The customer is no longer found by it, and it may be given to another one.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Remove"), danger=True)
    remove_identity(scope=request.scope, now=timezone.now(), origin=ORIGIN, identity=held)
    return _saved(request, customer)


@get_or_post
@staff_view("customers.preferences")
def consent(request: StaffRequest, pk: int) -> HttpResponse:
    """What the person just said; earlier words stay as history."""
    customer = customer_or_404(request, pk)
    initial = {name: request.GET[name] for name in ("channel", "purpose", "is_granted") if name in request.GET}
    form = ConsentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        record_consent(scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, **form.cleaned_data)
        return _saved(request, customer)
    return render_form(request, form, title=_("What %(name)s allows") % {"name": customer}, submit=_("Write it down"))


def _saved(request: StaffRequest, customer: Customer) -> HttpResponse:
    messages.success(request, _("Saved."))
    return go_to(request, "customer", customer.pk)
