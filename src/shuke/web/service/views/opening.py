"""A case written down by a colleague, and the cases of one customer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.queries import cases_of_people
from shuke.records.cases.services import NewCase, open_case
from shuke.records.customers.models import Customer
from shuke.records.membership.queries.members import people_in
from shuke.records.stores.queries import business_moment
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.views.found import customer_or_404
from shuke.web.service.forms import NewCaseForm

CASES_SHOWN = 8


@get_or_post
@staff_view("cases.open")
def new_case(request: StaffRequest) -> HttpResponse:
    """From the counter, the phone, or a customer's page (`?customer=`)."""
    number = request.GET.get("customer", "")
    customer = customer_or_404(request, int(number)) if is_id(number) else None
    initial = {"kind": request.GET.get("kind", "question"), "contact": request.GET.get("phone", "")}
    initial["channel"] = request.GET.get("channel", "counter")
    form = NewCaseForm(
        request.POST or None, request.FILES or None, scope=request.scope, customer=customer, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        values = {"customer": customer, **form.cleaned_data}
        with refusals_in(form):
            case = open_case(
                scope=request.scope, now=timezone.now(), origin="page",
                new=NewCase(files=values.pop("attached"), **values),
            )  # fmt: skip
            if request.scope.may("cases.view"):
                return go_to(request, "service_case", case.pk)
            return go_to(request, *_back(customer))
    title = _("New case for %(name)s") % {"name": customer} if customer else _("New case")
    return render_form(request, form, title=title, submit=_("Open the case"))


@require_GET
@staff_view("customers.view")
def of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """The section of a customer's page."""
    customer = customer_or_404(request, pk)
    sees = request.scope.may("cases.view")
    cases = list(cases_of_people(people_in(customer.pk))[: CASES_SHOWN + 1]) if sees else []
    context = {
        "customer": customer,
        "here": business_moment(timezone.now()),
        "cases": cases[:CASES_SHOWN],
        "has_more": len(cases) > CASES_SHOWN,
        "sees": sees,
        "may_open": request.scope.may("cases.open"),
    }
    return render(request, "service/of_customer.html", context)


def _back(customer: Customer | None) -> tuple[Any, ...]:
    return ("customer", customer.pk) if customer else ("counter",)
