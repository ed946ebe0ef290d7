"""What is done with a task: its outcome by one click, and who does it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.care.models import Outcome
from shuke.actions.care.queries.contact import refusal_in_person
from shuke.actions.care.queries.inbox import tasks_of_customer
from shuke.actions.care.services import give_task, record_outcome
from shuke.actions.care.services.outcomes import WITH_MOMENT
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.messages.queries import zone_of
from shuke.records.stores.queries import business_time_zone
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.care.forms import GiveForm, OutcomeForm
from shuke.web.care.left_out import left_out_of
from shuke.web.care.views.inbox import task_or_404
from shuke.web.care.words import left_out_words, shown

SHOWN = 6


@get_or_post
@staff_view("care.work")
def outcome(request: StaffRequest, pk: int, outcome: str) -> HttpResponse:
    """One click for what needs no words; a form for a moment to come, or for a note."""
    if outcome not in Outcome.values:
        raise Http404
    task = task_or_404(request, pk)
    initial = {"tries_seen": task.tries}
    form = OutcomeForm(
        request.POST or None, zone=zone_of(task.customer), with_moment=outcome in WITH_MOMENT, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            record_outcome(
                scope=request.scope,
                now=timezone.now(),
                origin="page",
                task=task,
                outcome=outcome,
                **form.cleaned_data,
            )
            messages.success(request, _("%(name)s: %(outcome)s") % _said(task.customer, outcome))
            return go_to(request, "care")
    return render_form(request, form, title=str(Outcome(outcome).label), submit=_("Write it down"))


@get_or_post
@staff_view("care.work")
def give(request: StaffRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    form = GiveForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            give_task(scope=request.scope, task=task, owner=form.cleaned_data["owner"])
            return go_to(request, "care_task", task.pk)
    return render_form(request, form, title=_("Who does it?"), submit=_("Give the task"))


@require_GET
@staff_view("customers.view")
def of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """The section of a customer's page; empty for those who do not care for customers."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    if not request.scope.may("care.view"):
        return HttpResponse()
    refusal, zone = refusal_in_person(customer), business_time_zone()
    context: dict[str, Any] = {
        "customer": customer,
        "here": timezone.now().astimezone(ZoneInfo(zone)),
        "tasks": [shown(task) for task in tasks_of_customer(customer.pk)[:SHOWN]],
        "left_out": left_out_of(customer.pk, scope=request.scope, zone=zone, most=SHOWN),
        "refusal": left_out_words(refusal) if refusal else "",
    }
    return render(request, "care/of_customer.html", context)


def _said(customer: Customer, outcome: str) -> dict[str, str]:
    return {"name": str(customer), "outcome": str(Outcome(outcome).label)}
