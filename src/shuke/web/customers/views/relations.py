"""The people around a customer: written down and taken away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, Relation
from shuke.records.customers.queries import ties_of
from shuke.records.customers.services import add_relation, remove_relation
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.customers.person_field import PersonField
from shuke.web.customers.views.found import customer_or_404
from shuke.web.forms import Dressed


class RelationForm(Dressed, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Tie"), choices=Relation.Kind.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Sister, plays golf with him, same office …"),
    )
    field_order = ("other", "kind", "note")

    def __init__(self, *args: Any, scope: Scope, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = gettext_lazy("Customer")
        self.fields["other"] = PersonField(label=who, scope=scope, customer=customer, required=True)
        self.order_fields(self.field_order)
        self.dress()


@get_or_post
@staff_view("customers.edit")
def add(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = RelationForm(request.POST or None, scope=request.scope, customer=customer)
    now = timezone.now()
    if is_saved(request, form, lambda said: add_relation(scope=request.scope, now=now, customer=customer, **said)):
        messages.success(request, _("Saved."))
        return go_to(request, "customer", pk)
    title = _("Who belongs to %(name)s?") % {"name": customer}
    says = _("Family, friends and colleagues. Who brought the customer and their household stand in the details.")
    return render_form(request, form, title=title, says=says, submit=_("Write it down"))


@get_or_post
@staff_view("customers.edit")
def remove(request: StaffRequest, pk: int, relation: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    tie = next((tie for tie in ties_of(customer.pk) if tie.id == relation), None)
    if tie is None:
        raise Http404
    if request.method == "GET":
        title = _("Take the tie to %(name)s away?") % {"name": tie.other}
        says = _("Both customers stay; only that they belong together is forgotten.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Remove"), danger=True)
    held = get_object_or_404(Relation, pk=tie.id)
    remove_relation(scope=request.scope, now=timezone.now(), relation=held)
    messages.success(request, _("Saved."))
    return go_to(request, "customer", pk)
