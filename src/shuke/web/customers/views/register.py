from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import custom_fields
from shuke.records.customers.services import DuplicateCustomers, register_customer
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.customers.forms import NewCustomerForm
from shuke.web.customers.views.bulk import ORIGIN
from shuke.web.frame import CHOSEN_STORE

DOUBT = "may_be_duplicate"
SHOWN_CANDIDATES = 5


@get_or_post
@staff_view("customers.register")
def register(request: StaffRequest) -> HttpResponse:
    form = _form(request, is_doubted=DOUBT in request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            customer = register_customer(
                scope=request.scope,
                now=timezone.now(),
                origin=ORIGIN,
                fields=form.values(),
                identities=form.identities(),
                may_be_duplicate=bool(form.cleaned_data.get(DOUBT)),
            )
        except DuplicateCustomers as duplicate:
            form = _form(request, is_doubted=True)
            form.add_error(None, _doubt(request, duplicate))
        except (ShukeError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("%(name)s is in the records now.") % {"name": customer})
            return go_to(request, "customer", customer.pk)
    return render_form(request, form, title=_("New customer"), submit=_("Add the customer"))


def _doubt(request: StaffRequest, duplicate: DuplicateCustomers) -> SafeString:
    """The sentence, then who it may be: a link where the person may open them."""
    known = format_html_join(
        " · ",
        "{}",
        ((_named(candidate.customer, request.scope),) for candidate in duplicate.candidates[:SHOWN_CANDIDATES]),
    )
    return format_html("{} {}", str(duplicate), known)


def _named(customer: Customer, scope: Scope) -> SafeString:
    if not scope.covers_store(customer.home_store_id):
        return format_html("{}", customer.number)
    address = reverse("customer", args=[customer.pk])
    return format_html('<a class="sk-door" href="{}">{} {}</a>', address, customer, customer.number)


def _form(request: StaffRequest, *, is_doubted: bool) -> NewCustomerForm:
    initial: dict[str, Any] = {"home_store": request.session.get(CHOSEN_STORE) or _only_store(request)}
    return NewCustomerForm(
        request.POST or None,
        scope=request.scope,
        custom_fields=custom_fields(),
        is_doubted=is_doubted,
        initial=initial,
    )


def _only_store(request: StaffRequest) -> int | None:
    stores = request.scope.store_ids or frozenset()
    return next(iter(stores)) if len(stores) == 1 else None
