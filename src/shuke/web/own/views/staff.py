"""For staff: the ways into a customer's own page, made, shown, read out and taken back."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.membership.cards.pictures import qr
from shuke.records.membership.models import Card
from shuke.records.membership.queries.members import people_in
from shuke.records.stores.queries import business
from shuke.web.answers import with_toast
from shuke.web.customers.views.found import customer_or_404
from shuke.web.own.codes import codes_to_read, read_code
from shuke.web.own.held_data import held_on, packed
from shuke.web.own.keys import card_key, keys_to, make_link, revoke_key, token_of
from shuke.web.own.models import OwnKey
from shuke.web.own.views.entering import new_secret


@require_GET
@staff_view("customers.view")
def ways(request: StaffRequest, pk: int) -> HttpResponse:
    """The section of the customer page; fetched once the page stands."""
    return _section(request, customer_or_404(request, pk))


@require_POST
@staff_view("customers.preferences")
def new_link(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    key = make_link(scope=request.scope, now=timezone.now(), customer=customer, new_secret=new_secret)
    return _shown(request, customer, key)


@require_POST
@staff_view("customers.preferences")
def card_code(request: StaffRequest, pk: int, card: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    held = get_object_or_404(_cards(customer), pk=card)
    key = card_key(scope=request.scope, now=timezone.now(), card=held, new_secret=new_secret)
    return _shown(request, customer, key)


@require_POST
@staff_view("customers.preferences")
def read_out(request: StaffRequest, pk: int, code: int) -> HttpResponse:
    """The code a customer asked for by phone: there is no channel yet that would send it."""
    request.scope.require("customers.contact_details")
    customer = customer_or_404(request, pk)
    digits = read_code(scope=request.scope, now=timezone.now(), customer=customer, code_id=code)
    return _dialog(request, "own/staff_code.html", {"customer": customer, "digits": digits})


@require_POST
@staff_view("customers.preferences")
def revoke(request: StaffRequest, pk: int, key: int) -> HttpResponse:
    customer, now = customer_or_404(request, pk), timezone.now()
    revoke_key(scope=request.scope, now=now, key=get_object_or_404(keys_to(customer, now=now), pk=key))
    return with_toast(_section(request, customer), _("Taken back: it opens nothing any more."))


@require_POST
@staff_view("customers.export")
def take_data(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything on the person as a ZIP, to hand over on request."""
    request.scope.require("customers.contact_details")
    customer, now = customer_or_404(request, pk), timezone.now()
    record_audit(scope=request.scope, action="own_data.take", at=now, subject=f"customer:{customer.pk}")
    response = HttpResponse(packed(held_on(people_in(customer.pk)), now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{customer.number}.zip"'
    return response


def _section(request: StaffRequest, customer: Customer) -> HttpResponse:
    now, may_change = timezone.now(), request.scope.may("customers.preferences")
    context = {
        "customer": customer,
        "zone": ZoneInfo(business().time_zone),
        "keys": keys_to(customer, now=now),
        "cards": _cards(customer),
        "codes": codes_to_read(customer, now=now),
        "may_change": may_change,
        "may_read": may_change and request.scope.may("customers.contact_details"),
        "may_erase": request.scope.may("customers.erase"),
        "may_export": request.scope.may("customers.export") and request.scope.may("customers.contact_details"),
    }
    return render(request, "own/staff_ways.html", context)


def _shown(request: StaffRequest, customer: Customer, key: OwnKey) -> HttpResponse:
    """The address with its picture; it can be shown again while the key is good."""
    address = settings.BASE_URL + reverse("own_link", args=[token_of(key)])
    context = {"customer": customer, "key": key, "address": address, "picture": mark_safe(qr(address))}
    return _dialog(request, "own/staff_link.html", context)


def _dialog(request: StaffRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, f"{template}#dialog" if request.htmx else template, context)


def _cards(customer: Customer) -> QuerySet[Card]:
    cards = Card.objects.filter(member__customer__in=people_in(customer.pk), status=Card.Status.ACTIVE, holder="")
    return cards.order_by("pk")
