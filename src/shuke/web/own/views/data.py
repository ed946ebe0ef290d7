"""What is held on the customer, and all of it as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.scope import NotAllowed
from shuke.records.access.services import record_audit
from shuke.records.customers.masking import shown_to
from shuke.web.own.decorators import own_view
from shuke.web.own.erasure import ask_for_erasure, erasure_asked
from shuke.web.own.held_data import held_on, packed
from shuke.web.own.visitor import Visitor


@require_GET
@own_view
def data(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Phones and mailboxes are shown by their ends: a card is soon shown round."""
    held = visitor.customer.identities.order_by("kind", "pk")
    contact = [(one.get_kind_display(), shown_to(visitor.scope, kind=one.kind, value=one.value)) for one in held]
    asked = erasure_asked(visitor.customer)
    return render(request, "own/data.html", {"visitor": visitor, "contact": contact, "asked": asked})


@require_POST
@own_view
def ask_to_be_erased(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A case for the service: a person looks once more, since card and points go too. Asked twice it is one."""
    if not visitor.may_take_data:
        raise NotAllowed(_("To ask for it, come in by a code for your phone or e-mail address."))
    ask_for_erasure(scope=visitor.scope, now=visitor.now, customer=visitor.customer)
    return redirect("own_data")


@require_POST
@own_view
def take_data(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    if not visitor.may_take_data:
        raise NotAllowed(_("To take everything with you, come in by a code for your phone or e-mail address."))
    record_audit(scope=visitor.scope, action="own_data.take", at=visitor.now, subject=f"customer:{visitor.customer.pk}")
    response = HttpResponse(packed(held_on(visitor.people), now=visitor.now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{visitor.now:%Y-%m-%d}-my-data.zip"'
    return response
