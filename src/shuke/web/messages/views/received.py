"""Mails that arrived, what became of each, and how the mailbox is doing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.jobs.services import enqueue
from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.cases.queries import cases_of
from shuke.records.customers.masking import shown_to
from shuke.records.messages.models import ReceivedMail, ReceivedState
from shuke.records.messages.queries import mailboxes
from shuke.records.messages.services import read_once_more, revive_address
from shuke.web.answers import go_to, next_url
from shuke.web.messages.views.outbox import message_or_404
from shuke.web.settings.views.section import render_section

ROWS_A_PAGE = 50
_LATEST_CASES = 500
READ_TASK = "shuke.records.cases.tasks.read_mail"


@require_GET
@staff_view("messages.view")
def received(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    mails = _seen_by(request.scope)
    mails = mails.filter(state=state) if state in ReceivedState.values else mails
    page = page_or_first(mails, sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    context: dict[str, Any] = {
        "rows": [(mail, _case_of(mail), _sender(request.scope, mail)) for mail in page.data],
        "states": ReceivedState.choices,
        "state": state,
        "mailboxes": mailboxes(),
        "is_set_up": bool(settings.IMAP_URL),
        "may_manage": request.scope.may("messages.manage"),
        "next_url": next_url(request, page),
    }
    return render_section(request, "web/messages/received.html", context)


@require_POST
@staff_view("messages.manage")
def read_again(request: StaffRequest, pk: int) -> HttpResponse:
    read_once_more(mail=get_object_or_404(_seen_by(request.scope), pk=pk))
    enqueue(READ_TASK, key=READ_TASK)
    messages.success(request, _("It is read again within a minute."))
    return go_to(request, "settings_received")


@require_POST
@staff_view("messages.send")
def revive(request: StaffRequest, pk: int) -> HttpResponse:
    send = message_or_404(request, pk)
    revive_address(scope=request.scope, now=timezone.now(), send=send)
    messages.success(request, _("The address is written to again."))
    return go_to(request, "message", pk)


def _seen_by(scope: Scope) -> QuerySet[ReceivedMail]:
    """All of them, or those in cases of the caller's stores."""
    mails = ReceivedMail.objects.all()
    if scope.store_ids is None:
        return mails
    latest = cases_of(scope).filter(channel="email").order_by("-pk").values_list("pk", flat=True)[:_LATEST_CASES]
    return mails.filter(thread__in=[f"case:{pk}" for pk in latest])


def _case_of(mail: ReceivedMail) -> str:
    return mail.thread.partition(":")[2]


def _sender(scope: Scope, mail: ReceivedMail) -> str:
    address = shown_to(scope, kind="email", value=mail.sender)
    return f"{mail.sender_name} · {address}" if mail.sender_name else address
