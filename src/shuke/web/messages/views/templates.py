"""Templates: their list, their editor, how a customer would read one, a test to oneself."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import customers_for_lists
from shuke.records.messages.models import ApprovedText, Channel, Template
from shuke.records.messages.providers import offered_channels
from shuke.records.messages.queries import VARIABLES, templates_for_lists
from shuke.records.messages.rules.blocks import BLOCKS
from shuke.records.messages.rules.writing import BULLET, html_of
from shuke.records.messages.services import queue_test, save_template, written_for
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in
from shuke.web.messages.forms import TemplateForm
from shuke.web.settings.views.section import render_section


@require_GET
@staff_view("messages.view")
def templates(request: StaffRequest) -> HttpResponse:
    context = {"rows": templates_for_lists(), "may_manage": request.scope.may("messages.manage")}
    return render_section(request, "web/messages/templates.html", context)


@get_or_post
@staff_view("messages.manage")
def add_template(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@get_or_post
@staff_view("messages.manage")
def edit_template(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(templates_for_lists(), pk=pk))


@require_GET
@staff_view("messages.manage")
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """The saved text as a customer reads it, or the sentence that says what is missing."""
    template = get_object_or_404(templates_for_lists(), pk=pk)
    context: dict[str, object] = {"template": template, "number": request.GET.get("customer", "")}
    reader = _reader(request, request.GET.get("customer", ""))
    if reader is None:
        context["refusal"] = _("No customer has this number. Copy it from the customer’s page.")
    else:
        context["reader"] = reader
        try:
            language = request.GET.get("language", "")
            subject, text, context["written_in"] = written_for(template, reader, now=timezone.now(), language=language)
            context |= {"subject": subject, "page": html_of(text)}
        except ShukeError as refusal:
            context["refusal"] = str(refusal)
    return render(request, "web/messages/preview.html", context)


@require_POST
@staff_view("messages.manage")
def test_send(request: StaffRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(templates_for_lists(), pk=pk)
    reader = _reader(request, request.POST.get("customer", ""))
    try:
        if reader is None:
            raise ShukeError(_("No customer has this number. Copy it from the customer’s page."))
        queue_test(
            scope=request.scope,
            now=timezone.now(),
            key=f"test:{uuid4()}",
            staff=request.user,
            template=template,
            shown_as=reader,
            language=request.POST.get("language", ""),
        )
    except ShukeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": request.user.email})
    return go_to(request, "edit_template", pk)


def _edit(request: StaffRequest, template: Template | None) -> HttpResponse:
    form = TemplateForm(request.POST or None, template=template)
    if request.method == "POST" and form.is_valid():
        plain = {name: form.cleaned_data[name] for name in ("name", "code", "purpose", "is_on")}
        with refusals_in(form):
            saved = save_template(
                scope=request.scope, now=timezone.now(), template=template, texts=form.texts(), **plain
            )
            messages.success(request, _("Saved."))
            return go_to(request, "edit_template", saved.pk)
    context = {
        "form": form,
        "template": template,
        "plain_variables": [name for name in VARIABLES if name not in BLOCKS],
        "of_products": _examples(),
        "number": _first_number(request),
        "approved": _approved(template) if template else [],
    }
    response = render_section(request, "web/messages/template.html", context)
    response.status_code = INVALID if form.errors else 200
    return response


def _examples() -> list[tuple[str, str]]:
    """Variables of products, each with what it may become."""
    first, second = pgettext("product", "oat milk"), pgettext("product", "rye bread")
    reason = _("you buy it every 12 days, it has been 14")
    listed = f"{BULLET}{first} · 12.90 · {reason}\n{BULLET}{second} · 8.50"
    return [
        ("products", _("oat milk, rye bread and coffee")),
        ("products 5 new", _("up to five (ten at most) that they have not bought in a year")),
        ("products again|" + _("what you like"), _("what they buy again, or your words")),
        ("product", first),
        ("product_reason", reason),
        ("product_list", listed),
    ]


def _approved(template: Template) -> list[tuple[str, str, ApprovedText | None]]:
    """Of the channels offered here whose providers fill texts of their own."""
    held = {one.channel: one for one in template.approved.all()}
    wanted = (Channel.SMS.value, Channel.WECHAT.value)
    return [(key, label, held.get(key)) for key, label in offered_channels() if key in wanted]


def _reader(request: StaffRequest, number: str) -> Customer | None:
    return customers_for_lists(request.scope).filter(number=number).first()


def _first_number(request: StaffRequest) -> str:
    first = customers_for_lists(request.scope).order_by("pk").values_list("number", flat=True).first()
    return first or ""
