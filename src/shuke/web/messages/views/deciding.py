"""What a person decides about one message."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.services import cancel_message, confirm_arrived, send_again
from shuke.web.answers import get_or_post, go_to
from shuke.web.messages.views.outbox import message_or_404
from shuke.web.settings.views.confirm import ask


@require_POST
@staff_view("messages.send")
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    cancel_message(scope=request.scope, now=timezone.now(), send=message_or_404(request, pk))
    messages.success(request, _("The message is cancelled."))
    return go_to(request, "message", pk)


@require_POST
@staff_view("messages.send")
def arrived(request: StaffRequest, pk: int) -> HttpResponse:
    confirm_arrived(scope=request.scope, now=timezone.now(), send=message_or_404(request, pk))
    messages.success(request, _("Noted: the message arrived."))
    return go_to(request, "message", pk)


@get_or_post
@staff_view("messages.send")
def again(request: StaffRequest, pk: int) -> HttpResponse:
    send = message_or_404(request, pk)
    if request.method == "GET":
        says = _("The mail server may have taken it already: then the customer reads it twice.")
        return ask(
            request, title=_("Send “%(subject)s” again?") % {"subject": send.subject}, says=says, submit=_("Send again")
        )
    send_again(scope=request.scope, now=timezone.now(), send=send)
    messages.success(request, _("The message is in the queue again."))
    return go_to(request, "message", pk)
