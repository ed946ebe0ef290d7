"""Writing to one customer, and why they were or were not written to."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.messages.models import Template
from shuke.records.messages.queries import (
    budgets_of,
    contact_rules,
    messages_of,
    standing_with,
    templates_for_lists,
    verdict_on,
    zone_of,
)
from shuke.records.messages.rules.contact import WEIGHT_OF, May, Verdict
from shuke.records.messages.rules.words import reason_words
from shuke.records.messages.services import queue_message, written_for
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.customers.views.found import customer_or_404
from shuke.web.figures import moment
from shuke.web.messages.forms import WriteForm

SHOWN_MESSAGES = 5


@require_GET
@staff_view("customers.view")
def messages_of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """A part of the customer's page: may we, and what became of what we wanted to send."""
    customer, rules, now = customer_or_404(request, pk), contact_rules(), timezone.now()
    context = {
        "customer": customer,
        "standing": standing_with(customer, rules=rules, now=now),
        "budgets": budgets_of(customer, rules=rules, now=now),
        "sends": messages_of(pk)[:SHOWN_MESSAGES],
        "zone": ZoneInfo(zone_of(customer)),
        "may_view": request.scope.may("messages.view"),
        "may_send": request.scope.may("messages.send"),
    }
    return render(request, "web/messages/customer.html", context)


@get_or_post
@staff_view("messages.send")
def write(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    if request.method == "GET":
        form, chosen, refusal = _filled_form(request, customer)
        return _show(request, customer, form, chosen=chosen, refusal=refusal)
    form = WriteForm(request.POST)
    if form.is_valid():
        verdict = _verdict(customer, form.cleaned_data)
        if verdict.may == May.NO:
            form.add_error(None, reason_words(verdict.reason))
        else:
            _queue(request, customer, form.cleaned_data)
            messages.success(request, _told(verdict, customer))
            return go_to(request, "customer", pk)
    return _show(request, customer, form)


def _filled_form(request: StaffRequest, customer: Customer) -> tuple[WriteForm, Template | None, str]:
    """Empty, or with the chosen template's text; with the sentence that says why that did not work."""
    initial: dict[str, Any] = {"key": f"page:{uuid4()}", "purpose": "service", "channel": "email"}
    chosen = request.GET.get("template", "")
    template = templates_for_lists().filter(pk=int(chosen)).first() if is_id(chosen) else None
    refusal = ""
    if template is not None:
        try:
            initial["subject"], initial["text"], _language = written_for(template, customer, now=timezone.now())
            initial["purpose"] = template.purpose
        except ShukeError as said:
            refusal = str(said)
    return WriteForm(initial=initial), template, refusal


def _show(
    request: StaffRequest, customer: Customer, form: WriteForm, *, chosen: Template | None = None, refusal: str = ""
) -> HttpResponse:
    context = {
        "refusal": refusal,
        "form": form,
        "customer": customer,
        "chosen": chosen,
        "offered": [template for template in templates_for_lists() if template.is_on],
    }
    template = "web/messages/write.html#dialog" if request.htmx else "web/messages/write.html"
    return render(request, template, context, status=INVALID if form.errors else 200)


def _verdict(customer: Customer, values: dict[str, Any]) -> Verdict:
    return verdict_on(
        customer, channel=values["channel"], purpose=values["purpose"], rules=contact_rules(), now=timezone.now(),
        weight=WEIGHT_OF[values["purpose"]],
    )  # fmt: skip


def _queue(request: StaffRequest, customer: Customer, values: dict[str, Any]) -> None:
    queue_message(
        scope=request.scope,
        now=timezone.now(),
        origin="page",
        key=f"staff:{request.user.pk}:{values['key']}",
        customer=customer,
        channel=values["channel"],
        purpose=values["purpose"],
        subject=values["subject"],
        text=values["text"],
    )


def _told(verdict: Verdict, customer: Customer) -> str:
    if verdict.may == May.YES:
        return _("The message is in the queue.")
    said = {"reason": reason_words(verdict.reason), "moment": moment(verdict.until, ZoneInfo(zone_of(customer)))}
    return _("The message waits until %(moment)s. %(reason)s.") % said
