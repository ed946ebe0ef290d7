"""One short sentence after an action, carried by a fragment's answer."""

from typing import TypeVar

from django.http.response import HttpResponseBase
from django_htmx.http import trigger_client_event

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)


def with_toast(response: ResponseT, text: str, *, level: str = "success") -> ResponseT:
    trigger_client_event(response, "toast", {"text": text, "level": level})
    return response


def closing_dialog(response: ResponseT) -> ResponseT:
    """Closes the dialog that sent the form, once its answer is in."""
    trigger_client_event(response, "sk:close", after="settle")
    return response
