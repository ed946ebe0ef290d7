"""Letters for the printer: all that wait as one PDF, the labels for their envelopes, the list to pack by."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.channels.print import Label, Letter, Posting, label_sheets, letters, packing_list
from shuke.lib.dates import day_in
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.models import MessageSend, PrintRun
from shuke.records.messages.queries import messages_seen_by
from shuke.records.messages.services import print_due
from shuke.records.stores.queries import business, business_day
from shuke.web.answers import go_to


@require_POST
@staff_view("messages.send")
def print_letters(request: StaffRequest) -> HttpResponse:
    run = print_due(scope=request.scope, now=timezone.now())
    if run is None:
        messages.error(request, _("No letter waits that may leave now."))
        return go_to(request, "settings_messages")
    return go_to(request, "letters_pdf", run.pk)


@require_GET
@staff_view("messages.send")
def letters_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    run, sends = _of_run(request, pk)
    shop = business()
    pages = [
        Letter(
            sender=shop.name,
            name=_name(send),
            address=send.address,
            dated=_dated(send, run, shop.time_zone),
            subject=send.subject,
            text=send.text,
            language=send.language,
        )
        for send in sends
    ]
    return _pdf(letters(pages, made_at=run.at), f"letters-{run.pk}.pdf")


@require_GET
@staff_view("messages.send")
def labels_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    run, sends = _of_run(request, pk)
    labels = [Label(name=_name(send), address=send.address) for send in sends]
    return _pdf(label_sheets(labels, language=sends[0].language, made_at=run.at), f"labels-{run.pk}.pdf")


@require_GET
@staff_view("messages.send")
def list_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """Who gets what: a handbook, a card, a sample goes into the envelope beside its letter."""
    run, sends = _of_run(request, pk)
    language = get_language() or "en"
    day = date_format(business_day(run.at), "DATE_FORMAT")
    pdf = packing_list(
        [Posting(name=_name(send), address=send.address, content=send.subject) for send in sends],
        title=_("By post on %(day)s: %(count)s letters") % {"day": day, "count": len(sends)},
        headings=(_("No."), _("Name"), _("Address"), _("What goes in"), _("Packed")),
        language=language,
        made_at=run.at,
    )
    return _pdf(pdf, f"list-{run.pk}.pdf")


def _of_run(request: StaffRequest, pk: int) -> tuple[PrintRun, list[MessageSend]]:
    sends = list(messages_seen_by(request.scope).filter(print_run=pk).order_by("pk"))
    run: PrintRun = get_object_or_404(PrintRun, pk=pk if sends else 0)
    return run, sends


def _name(send: MessageSend) -> str:
    assert send.customer is not None
    return f"{send.customer.salutation} {send.customer}".strip()


def _dated(send: MessageSend, run: PrintRun, zone: str) -> str:
    with override(send.language):
        return date_format(day_in(zone, run.at), "DATE_FORMAT")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
