"""Everything that was to leave, and what became of it."""

from zoneinfo import ZoneInfo

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from shuke.lib.ids import is_id
from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.masking import shown_to
from shuke.records.customers.queries import own_and_merged
from shuke.records.messages.carriers import page_of, unsubscribe_link
from shuke.records.messages.models import Channel, MessageSend, State
from shuke.records.messages.queries import counts_by_state, is_dead_address, messages_seen_by, paused_channels
from shuke.records.stores.queries import business
from shuke.web.answers import next_url, note_people_read
from shuke.web.frame import shown_scope
from shuke.web.settings.views.section import render_section

ROWS_A_PAGE = 50


@require_GET
@staff_view("messages.view")
def outbox(request: StaffRequest) -> HttpResponse:
    scope = shown_scope(request)
    state, customer = request.GET.get("state", ""), request.GET.get("customer", "")
    sends = messages_seen_by(scope)
    if state in State.values:
        sends = sends.filter(state=state)
    if is_id(customer):
        sends = sends.filter(customer__in=own_and_merged(int(customer)))
    page = page_or_first(sends, sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    note_people_read(
        request,
        len({send.customer_id for send in page.data} - {None}),
        filters=[name for name in ("state", "customer") if request.GET.get(name)],
    )
    counts = counts_by_state(scope)
    context = {
        "rows": page.data,
        "states": [(key, label, counts.get(key, 0)) for key, label in State.choices],
        "state": state,
        "customer": customer,
        "pauses": [(pause, Channel(pause.channel).label) for pause in paused_channels(now=timezone.now())],
        "letters_wait": messages_seen_by(scope).filter(channel=Channel.POST, state=State.QUEUED).exists(),
        "may_send": scope.may("messages.send"),
        "next_url": next_url(request, page),
    }
    return render_section(request, "web/messages/outbox.html", context)


@require_GET
@staff_view("messages.view")
def message(request: StaffRequest, pk: int) -> HttpResponse:
    send = message_or_404(request, pk)
    context = {
        "send": send,
        "address": shown_to(request.scope, kind="email", value=send.address) if send.address else "",
        "is_dead": send.state == State.BOUNCED and is_dead_address(send.address),
        "clicks": send.clicks.order_by("first_at"),
        "files": send.files.order_by("pk"),
        "page_url": reverse("message_page", args=[pk]),
        "zone": ZoneInfo(business().time_zone),
        "may_send": request.scope.may("messages.send"),
    }
    return render_section(request, "web/messages/message.html", context)


@require_GET
@xframe_options_sameorigin
@csp({"default-src": [NONE], "frame-ancestors": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
@staff_view("messages.view")
def message_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The message as the mail program shows it, for a frame without rights: nothing in it runs or loads."""
    send = message_or_404(request, pk)
    if send.is_secret:
        send.text = _("A code. Only who gets this message reads it.")
    is_linked = bool(unsubscribe_link(send))
    return HttpResponse(page_of(send, link="#" if is_linked else ""))


def message_or_404(request: StaffRequest, pk: int) -> MessageSend:
    found: MessageSend = get_object_or_404(messages_seen_by(request.scope), pk=pk)
    return found
