"""What is done to a case: words, moving, filing. Each answers the case again, or its form in the dialog."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.queries import case_in
from shuke.records.cases.services import (
    add_call,
    add_note,
    assign,
    close,
    file_case,
    go_on,
    link_orders,
    merge,
    reopen,
    reply,
    split,
    tag_case,
    wait_for_customer,
    ways_of,
)
from shuke.records.sales.models import Order
from shuke.web import figures
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.service.beside import orders_to_link
from shuke.web.service.forms import (
    AssignForm,
    CallForm,
    CustomerForm,
    FileForm,
    MergeForm,
    NoteForm,
    OrdersForm,
    ReplyForm,
    SplitForm,
)
from shuke.web.service.views.inbox import case_or_404, case_with_draft


def answered(
    request: StaffRequest, form: forms.Form, act: Callable[[dict[str, Any]], object], *, back: Case, title: str,
    submit: str, says: str = "",
) -> HttpResponse:  # fmt: skip
    """The form, or the case after `act`; a refusal stands above the form."""
    if is_saved(request, form, act):
        return go_to(request, "service_case", back.pk)
    return render_form(request, form, title=title, submit=submit, says=says)


@require_POST
@staff_view("cases.work")
def send_reply(request: StaffRequest, pk: int) -> HttpResponse:
    """What is refused, a file or a case that was closed meanwhile, leaves the words where they are; where it became
    part of another case meanwhile, they stand in that one."""
    case, form = case_or_404(request, pk), ReplyForm(request.POST, request.FILES)
    refused = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if not refused:
        values = form.cleaned_data
        values["files"] = values.pop("attached")
        values["is_told"] |= ways_of(case).is_any  # who does not send it says by that that they told it another way
        try:
            reply(scope=request.scope, now=timezone.now(), case=case, **values)
        except ShukeError as error:
            refused = str(error)
        else:
            return go_to(request, "service_case", case.pk)
    shown = case_in(request.scope, case.merged_into_id) if case.merged_into_id else case
    return case_with_draft(request, shown or case, draft=request.POST.get("text", ""), refused=refused)


@get_or_post
@staff_view("cases.work")
def note(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), NoteForm(request.POST or None, request.FILES or None)

    def act(held: dict[str, Any]) -> None:
        add_note(scope=request.scope, now=timezone.now(), case=case, text=held["text"], files=held["attached"])

    return answered(request, form, act, back=case, title=_("Internal note"), submit=_("Add the note"))


@get_or_post
@staff_view("cases.work")
def call(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), CallForm(request.POST or None)
    return answered(
        request, form, lambda held: add_call(scope=request.scope, now=timezone.now(), case=case, **held),
        back=case, title=_("A call"), submit=_("Add the call"),
    )  # fmt: skip


@get_or_post
@staff_view("cases.work")
def give(request: StaffRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    form = AssignForm(request.POST or None, case=case)
    return answered(
        request, form, lambda held: assign(scope=request.scope, now=timezone.now(), case=case, owner=held["owner"]),
        back=case, title=_("Assign"), submit=_("Assign"),
    )  # fmt: skip


@get_or_post
@staff_view("cases.work")
def file_anew(request: StaffRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    form = FileForm(request.POST or None, case=case, scope=request.scope)

    def act(held: dict[str, Any]) -> None:
        now, names = timezone.now(), held.pop("tags")
        if held["kind"] != Case.Kind.PRAISE:
            held["praised"] = None
        if held["kind"] != Case.Kind.SUGGESTION:
            held["answer"] = ""
        file_case(scope=request.scope, now=now, case=case, values=held)
        tag_case(scope=request.scope, now=now, case=case, names=names)

    return answered(request, form, act, back=case, title=_("File the case"), submit=_("Save"))


@get_or_post
@staff_view("cases.work")
def name_customer(request: StaffRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    form = CustomerForm(request.POST or None, scope=request.scope)

    def act(held: dict[str, Any]) -> None:
        file_case(scope=request.scope, now=timezone.now(), case=case, values=held)

    return answered(request, form, act, back=case, title=_("Who is it?"), submit=_("Save"))


@get_or_post
@staff_view("cases.work")
def merge_into(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), MergeForm(request.POST or None)

    def act(held: dict[str, Any]) -> None:
        into = case_in(request.scope, held["number"])
        if into is None:
            raise NoSuchCase(_("There is no case %(number)d that you may see.") % {"number": held["number"]})
        merge(scope=request.scope, now=timezone.now(), case=case, into=into)

    says = _("Its history is read in the other case from then on. It stays as it is, and cannot be taken apart again.")
    return answered(request, form, act, back=case, title=_("Merge"), submit=_("Merge"), says=says)


class NoSuchCase(ShukeError):
    """A number that opens nothing for this reader."""


@get_or_post
@staff_view("cases.work")
def split_off(request: StaffRequest, pk: int, entry: int) -> HttpResponse:
    case = case_or_404(request, pk)
    # The messages of cases that became part of this one are read here too.
    found = get_object_or_404(Entry, Q(case=case) | Q(case__merged_into=case), pk=entry, kind=Entry.Kind.IN)
    form = SplitForm(request.POST or None, initial={"kind": "question"})

    def act(held: dict[str, Any]) -> None:
        split(scope=request.scope, now=timezone.now(), entry=found, **held)

    says = _("This message becomes a case of its own, and stays to be read here.")
    return answered(request, form, act, back=case, title=_("Split"), submit=_("Make the case"), says=says)


@get_or_post
@staff_view("cases.work")
def orders(request: StaffRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    if case.customer is None:
        raise Http404
    held_orders = {str(order.pk): order for order in orders_to_link(case)}
    choices = [(key, _order_words(order)) for key, order in held_orders.items()]
    form = OrdersForm(request.POST or None, choices=choices)

    def act(held: dict[str, Any]) -> None:
        wanted = [held_orders[key] for key in held["orders"]]
        link_orders(scope=request.scope, now=timezone.now(), case=case, orders=wanted)

    return answered(request, form, act, back=case, title=_("Link orders"), submit=_("Link"))


@require_POST
@staff_view("cases.work")
def move(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Close, open again, wait for the customer, go on."""
    verbs = {"close": close, "reopen": reopen, "wait": wait_for_customer, "resume": go_on}
    if verb not in verbs:
        raise Http404
    case = case_or_404(request, pk)
    verbs[verb](scope=request.scope, now=timezone.now(), case=case)
    return go_to(request, "service_case", case.pk)


def _order_words(order: Order) -> str:
    total = figures.money_text(order.total, order.currency, exact=True)
    return f"{figures.day(order.ordered_on)} · {order.store.name} · {total}"
