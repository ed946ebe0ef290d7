"""Two records of one person: found, looked at side by side, made one, and taken apart again."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, unmerge_customer
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.merging import candidates_for, sides_of
from shuke.web.customers.views.bulk import ORIGIN
from shuke.web.customers.views.found import customer_or_404

RIGHT = "customers.merge"


@require_GET
@staff_view(RIGHT)
def choose(request: StaffRequest, pk: int) -> HttpResponse:
    """Who is the same person? Begins with those of the same name."""
    customer = customer_or_404(request, pk)
    text = request.GET.get("q", customer.name).strip()
    context = {"customer": customer, "text": text, "found": candidates_for(customer, text, scope=request.scope)}
    return render(request, "web/customers/merge_choose.html", context)


@get_or_post
@staff_view(RIGHT)
def merge(request: StaffRequest, pk: int, other: int) -> HttpResponse:
    """What each holds; the button below one keeps that one."""
    if request.method == "POST":
        return _merged(request, pk, other)
    return _compared(request, pk, other)


@get_or_post
@staff_view(RIGHT)
def unmerge(request: StaffRequest, pk: int) -> HttpResponse:
    """`pk` is who was merged into another; their page leads to the survivor's."""
    part = _whoever(request, pk)
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        with refusals_in(form):
            unmerge_customer(scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=part)
            messages.success(request, _("%(name)s is a record of its own again.") % {"name": part})
            return go_to(request, "customer", pk)
    title = _("Take %(name)s apart again?") % {"name": part}
    says = _("Both are two customers again, each with their own purchases, points, phones and preferences.")
    return render_form(request, form, title=title, says=says, submit=_("Undo the merge"), danger=True)


def _compared(request: StaffRequest, pk: int, other: int, *, error: str = "") -> HttpResponse:
    first, second = customer_or_404(request, pk), customer_or_404(request, other)
    sides = sides_of(first, second, scope=request.scope, now=timezone.now())
    context = {"customer": first, "sides": sides, "error": error}
    return render(request, "web/customers/merge.html", context, status=INVALID if error else 200)


def _merged(request: StaffRequest, pk: int, other: int) -> HttpResponse:
    kept, part = (other, pk) if request.POST.get("keep") == str(other) else (pk, other)
    into, customer = _whoever(request, kept), _whoever(request, part)
    try:
        survivor = merge_customers(scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, into=into)
    except ShukeError as error:
        if into.merged_into_id is None and customer.merged_into_id is None:
            return _compared(request, pk, other, error=str(error))
        messages.error(request, str(error))
        return redirect("customer", pk)
    messages.success(request, _("%(name)s is one customer now.") % {"name": survivor})
    return redirect("customer", survivor.pk)


def _whoever(request: StaffRequest, pk: int) -> Customer:
    """Also who was merged already: a form posted twice must not end in “not found”."""
    return get_object_or_404(Customer.objects.visible_to(request.scope).filter(erased_at__isnull=True), pk=pk)
