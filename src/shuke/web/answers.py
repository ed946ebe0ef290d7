"""How a view is asked and answers: a form and what stands against it, a toast, the next page."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from shuke.lib.errors import ShukeError
from shuke.lib.paging import Page
from shuke.records.access.decorators import StaffRequest
from shuke.records.customers.services import record_bulk_read

ModelT = TypeVar("ModelT", bound=Model)
ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)

INVALID = 422

get_or_post = require_http_methods(["GET", "POST"])  # of a form


def with_toast(response: ResponseT, text: str, *, level: str = "success") -> ResponseT:
    """One short sentence after an action, carried by a fragment's answer; `level` is "success" or "error"."""
    trigger_client_event(response, "toast", {"text": text, "level": level})
    return response


def go_to(request: StaffRequest, to: str, *args: Any) -> HttpResponse:
    """After a write: the whole page that shows it, whether a form or a fragment asked."""
    url = resolve_url(to, *args)
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def render_form(
    request: StaffRequest, form: forms.BaseForm, *, title: str, submit: str, says: str = "", danger: bool = False
) -> HttpResponse:
    """A form on a page of its own, or in the dialog when a fragment is asked for."""
    template = "web/form.html#dialog" if request.htmx else "web/form.html"
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "says": says,
        "danger": danger,
        "url": request.get_full_path(),
    }
    return render(request, template, context, status=INVALID if form.errors else 200)


def next_url(request: StaffRequest, page: Page[ModelT]) -> str:
    """The same question, from where this page ends; empty at the end."""
    if not page.next_cursor:
        return ""
    query = request.GET.copy()
    query["from"] = page.next_cursor
    return f"{request.path}?{query.urlencode()}"


def note_people_read(request: StaffRequest, customers: int, *, filters: Collection[str] = ()) -> None:
    """A page that names so many customers is noted like an answer of the API that does."""
    record_bulk_read(scope=request.scope, now=timezone.now(), customers=customers, filters=filters, page=request.path)


def is_saved(request: StaffRequest, form: forms.BaseForm, save: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent, read well and done; what stood against it is told in the form."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save(dict(form.cleaned_data))
            return True
    return False


@contextmanager
def refusals_in(form: forms.BaseForm, field: str | None = None) -> Iterator[None]:
    """What stands against the act inside is told in the form, at its field; else above it, or at `field`."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(field, error)
            return
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else field, errors)
    except ShukeError as error:
        form.add_error(field, str(error))
