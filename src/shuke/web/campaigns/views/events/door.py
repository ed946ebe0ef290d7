"""The door of an event, on a phone: who stands there is found by card, phone or name, and has come."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import guests_at_door, guests_found, turnout_of
from shuke.actions.campaigns.services import guests
from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.web.answers import go_to
from shuke.web.campaigns.views.events.found import found_door
from shuke.web.counter.finding import Hit, people_found
from shuke.web.counter.presented import unseal
from shuke.web.counter.till import plain

SHOWN = 12


@require_GET
@staff_view("events.door")
def door(request: StaffRequest, pk: int) -> HttpResponse:
    """Guests of the event first; below, others who are found, as walk-ins."""
    event = found_door(request, pk)
    text = plain(request.GET.get("q", ""))
    listed = guests_found(event, text, scope=request.scope, limit=SHOWN)
    context = {
        "event": event,
        "q": text,
        "guests": listed,
        "others": _others(request, text, listed) if text else [],
        "turnout": turnout_of(event),
        "is_open": event.state != Gathering.State.CANCELLED,
    }
    return render(
        request, "campaigns/events/door.html#found" if request.htmx else "campaigns/events/door.html", context
    )


@require_POST
@staff_view("events.door")
def check_in(request: StaffRequest, pk: int) -> HttpResponse:
    event = found_door(request, pk)
    customer = _customer(request, event)
    try:
        guest = guests.check_in(scope=request.scope, now=timezone.now(), gathering=event, customer=customer)
    except ShukeError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s has come.") % {"name": guest.customer})
    return go_to(request, "event_door", pk)


@require_POST
@staff_view("events.door")
def undo(request: StaffRequest, pk: int, guest: int) -> HttpResponse:
    event = found_door(request, pk)
    found = get_object_or_404(guests_at_door(event, request.scope).select_related("gathering"), pk=guest)
    return _done(request, pk, lambda: guests.undo_check_in(scope=request.scope, now=timezone.now(), guest=found))


@require_POST
@staff_view("events.door")
def strangers(request: StaffRequest, pk: int) -> HttpResponse:
    """`change`: "1" or "-1"."""
    change = {"1": 1, "-1": -1}.get(request.POST.get("change", ""))
    if change is None:
        raise Http404
    event = found_door(request, pk)
    return _done(request, pk, lambda: guests.count_strangers(scope=request.scope, gathering=event, change=change))


def _done(request: StaffRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ShukeError as refused:
        messages.error(request, str(refused))
    return go_to(request, "event_door", pk)


def _others(request: StaffRequest, text: str, listed: list[Guest]) -> list[Hit]:
    try:
        hits = people_found(text, scope=request.scope)
    except ShukeError as ended:  # a card out of use
        messages.error(request, str(ended))
        return []
    known = {guest.customer_id for guest in listed}
    return [hit for hit in hits if hit.customer.pk not in known]


def _customer(request: StaffRequest, event: Gathering) -> Customer:
    """A guest of the event, a customer of the reader's stores, or one whose card or phone was in front of them."""
    number = request.POST.get("customer", "")
    found = get_object_or_404(Customer.objects.current(), pk=int(number) if is_id(number) else 0)
    is_guest = guests_at_door(event, request.scope).filter(customer=found).exclude(arm=Guest.Arm.OUT).exists()
    presented = unseal(request.POST.get("by", ""), staff_id=request.scope.staff_id)
    was_shown = presented is not None and presented.customer_id == found.pk
    if not (is_guest or was_shown or request.scope.covers_store(found.home_store_id)):
        raise Http404
    return found
