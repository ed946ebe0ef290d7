"""A refusal anywhere below becomes a sentence for the person in front of the page."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import NotAllowed

REFUSED = 422
FORBIDDEN = 403
_UNKEPT = gettext_lazy(
    "Something in the address or the form is no text or number that can be kept: a character that no text has, or a "
    "number too large. Nothing was changed; correct it and send it again."
)


class RefusalMiddleware:
    """Turns a `ShukeError` that no view caught into a page that says it, or a toast for a fragment.

    So too what the database cannot keep, which a form would have refused: a NUL character, a number out of range.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):
            error = ShukeError(str(_UNKEPT))
        if not isinstance(error, ShukeError):
            return None
        status = FORBIDDEN if isinstance(error, NotAllowed) else REFUSED
        if getattr(request, "htmx", False):
            # Plain text: the toast shows it and nothing on the page is replaced.
            return HttpResponse(str(error), status=409 if status == REFUSED else status, content_type="text/plain")
        return render(request, "web/refused.html", {"sentence": str(error)}, status=status)
