"""A preference noted in two taps, and what became of the advice."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Preference
from shuke.records.customers.services import record_preference
from shuke.web.answers import with_toast
from shuke.web.counter.notes import drink_said, is_taboo
from shuke.web.counter.place import place_named
from shuke.web.counter.services import ORIGIN, record_outcome
from shuke.web.counter.till import plain
from shuke.web.counter.views.reading import guest_or_404, guest_url, show

LONGEST = 200


@require_POST
@staff_view("customers.preferences")
def note(request: StaffRequest, pk: int) -> HttpResponse:
    place, guest = place_named(request, now=timezone.now()), guest_or_404(request, pk)
    topic, value = _said(request)
    if not value:
        return with_toast(show(request, place, guest), _("Say or write what they like first."), level="error")
    how = request.POST.get("how", "")
    record_preference(
        scope=request.scope,
        now=place.now,
        origin=ORIGIN,
        customer=guest.customer,
        topic=topic,
        value=value,
        how=how if how in Preference.How.values else Preference.How.LISTEN,
        reason=plain(request.POST.get("reason", ""))[:LONGEST],
        is_pinned=is_taboo(topic),
        is_sensitive=topic == "allergy",
    )
    if not request.htmx:
        return redirect(guest_url(guest))
    return with_toast(show(request, place, guest), _("Noted: %(value)s") % {"value": value})


@require_POST
@staff_view("counter.use")
def outcome(request: StaffRequest, pk: int) -> HttpResponse:
    """Done, refused or not offered: an event of the customer, once."""
    place, guest = place_named(request, now=timezone.now()), guest_or_404(request, pk)
    record_outcome(
        scope=request.scope,
        now=place.now,
        customer=guest.customer,
        store=place.store,
        advice=plain(request.POST.get("advice", ""))[:40],
        product=plain(request.POST.get("product", ""))[:120],
        outcome=request.POST.get("outcome", ""),
    )
    if not request.htmx:
        return redirect(guest_url(guest))
    response = render(request, "counter/advice.html", {"answered": request.POST.get("outcome"), "guest": guest})
    return with_toast(response, _("Thank you, it is remembered."))


def _said(request: StaffRequest) -> tuple[str, str]:
    """A chip sends `topic|value`; the drink its name with sugar and ice; the field what was written."""
    sent = request.POST
    if chip := sent.get("chip", ""):
        topic, _bar, value = chip.partition("|")
        return plain(topic)[:40], plain(value)[:LONGEST]
    if drink := plain(sent.get("drink", "")):
        return "drink", drink_said(drink, sugar=sent.get("sugar", ""), ice=sent.get("ice", ""))[:LONGEST]
    return (plain(sent.get("topic", ""))[:40] or "service"), plain(sent.get("value", ""))[:LONGEST]
