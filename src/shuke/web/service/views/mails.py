"""A mail as its writer formatted it, in a frame of its own where nothing runs; and its bytes, to be saved."""

from csp.constants import HEADER
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from shuke.channels.inbox.pages import safe_page
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Entry
from shuke.records.messages.mailbox import path_of, read_again
from shuke.records.messages.models import ReceivedMail
from shuke.web.service.views.inbox import case_or_404

# `safe_page` took out what runs; the browser is told once more, and to treat the frame as nobody's.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_GET
@xframe_options_sameorigin
@staff_view("cases.view")
def shown(request: StaffRequest, pk: int) -> HttpResponse:
    """Pictures of other servers are left out: fetching one tells its sender who reads, when and where."""
    return _page(request, pk, shows_remote=False)


@require_GET
@xframe_options_sameorigin
@staff_view("cases.view")
def with_pictures(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody looked at the mail and asked for them."""
    return _page(request, pk, shows_remote=True)


@require_GET
@staff_view("cases.view")
def saved(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The mail as it came, with every file that is not kept beside its words. Only ever saved, never opened here."""
    kept = _mail(request, pk)
    try:
        content = path_of(kept.identity).open("rb")
    except OSError as gone:
        raise Http404 from gone
    response = FileResponse(content, as_attachment=True, filename=f"mail-{kept.pk}.eml")
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: StaffRequest, pk: int, *, shows_remote: bool) -> HttpResponse:
    try:
        mail = read_again(_mail(request, pk))
    except OSError as gone:
        raise Http404 from gone
    page = safe_page(mail.page, inline=mail.inline, shows_remote=shows_remote)
    response = render(request, "service/mail.html", {"page": page})
    response[HEADER] = _POLICY.format(pictures="data: https: http:" if shows_remote else "data:")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _mail(request: StaffRequest, pk: int) -> ReceivedMail:
    entry = get_object_or_404(Entry, pk=pk)
    case_or_404(request, entry.case_id)
    return get_object_or_404(ReceivedMail, pk=entry.facts.get("mail"))
