"""What the counter's views begin with: where it stands and who stands there; and the page they answer with."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import trigger_client_event

from shuke.records.access.decorators import StaffRequest
from shuke.records.customers.models import Customer
from shuke.web.counter.guest import Guest, guest_of, panel_of
from shuke.web.counter.notes import STEPS, TOPICS, chips_for
from shuke.web.counter.place import Place
from shuke.web.counter.presented import unseal
from shuke.web.counter.tiles import tiles_of
from shuke.web.counter.till import PAYMENTS

PAGE, FRAGMENT, PERSON = "counter/page.html", "counter/page.html#counter", "counter/person.html"


def guest_seen(request: StaffRequest, pk: int) -> Guest | None:
    """None: of another store, and it is too long ago that they gave a phone or a card."""
    token = request.GET.get("by", "") or request.POST.get("by", "")
    presented = unseal(token, staff_id=request.scope.staff_id) if token else None
    return guest_of(request.scope, pk, presented, token=token)


def guest_or_404(request: StaffRequest, pk: int) -> Guest:
    guest = guest_seen(request, pk)
    if guest is None:
        raise Http404
    return guest


def guest_url(guest: Guest) -> str:
    return person_url(guest.customer, guest.token)


def person_url(customer: Customer, token: str) -> str:
    address = reverse("counter_guest", args=[customer.pk])
    return f"{address}?{urlencode({'by': token})}" if token else address


def with_news(response: HttpResponse) -> HttpResponse:
    """Points, coupons or goods moved: the panel of who stands there is asked for again."""
    return trigger_client_event(response, "counter:moved", after="settle")


def show(request: StaffRequest, place: Place, guest: Guest | None = None, **more: Any) -> HttpResponse:
    """The whole counter: find, person, till. A fragment for a page that is open already.

    Where only the panel is asked for, the till beside it stays: a basket half typed, or a receipt.
    """
    template = PERSON if request.htmx.target == "person" else FRAGMENT if request.htmx else PAGE
    return render(request, template, {**till_context(place), **person_context(guest, place), **more})


def till_context(place: Place) -> dict[str, Any]:
    return {"place": place, "tiles": tiles_of(place.store) if place.may_sell else [], "payments": PAYMENTS}


def person_context(guest: Guest | None, place: Place) -> dict[str, Any]:
    if guest is None:
        return {"panel": None, "guest": None}
    panel = panel_of(guest, place)
    return {"panel": panel, "guest": guest, "here": guest_url(guest), **notes_context(guest, place, panel)}


def notes_context(guest: Guest, place: Place, panel: Any) -> dict[str, Any]:
    held = [one.preference for one in panel.likes]
    return {"chips": chips_for(place.store, held) if place.may_note else [], "topics": TOPICS.items(), "steps": STEPS}


def choose_a_store(request: StaffRequest) -> HttpResponse:
    if request.htmx or request.method == "POST":
        return redirect("counter")
    return render(request, "counter/where.html", {"next": request.get_full_path()})
