"""The counter, and finding who stands there."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import push_url, reswap, retarget, trigger_client_event

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import with_toast
from shuke.web.counter.finding import Hit, order_found, people_found
from shuke.web.counter.guest import guest_of
from shuke.web.counter.place import Place, place_of
from shuke.web.counter.presented import unseal
from shuke.web.counter.tiles import product_scanned
from shuke.web.counter.till import plain
from shuke.web.counter.usual import PricedItem
from shuke.web.counter.views.reading import choose_a_store, guest_or_404, person_url, show


@require_GET
@staff_view("counter.use")
def counter(request: StaffRequest) -> HttpResponse:
    place = place_of(request, now=timezone.now())
    return show(request, place) if place else choose_a_store(request)


@require_GET
@staff_view("counter.use")
def guest(request: StaffRequest, pk: int) -> HttpResponse:
    place = place_of(request, now=timezone.now())
    return show(request, place, guest_or_404(request, pk)) if place else choose_a_store(request)


@require_GET
@staff_view("counter.use")
def find(request: StaffRequest) -> HttpResponse:
    """While one types, a list; on Enter (`scan`), which a scanner sends by itself, whoever is meant without doubt."""
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    text = plain(request.GET.get("q", ""))
    hits = people_found(text, scope=request.scope)
    if "scan" in request.GET:
        if (hit := _meant(hits)) is not None:
            return _open(request, place, hit)
        if not hits and place.may_sell and (answer := _something_else(request, place, text)) is not None:
            return answer
    if request.htmx:
        return render(request, "counter/found.html", {"hits": hits, "q": text, "place": place})
    return show(request, place, hits=hits, q=text)


def _meant(hits: list[Hit]) -> Hit | None:
    """An exact card or phone of one person, or the only one found."""
    exact = [hit for hit in hits if hit.is_exact]
    if len(exact) == 1:
        return exact[0]
    return hits[0] if len(hits) == 1 else None


def _open(request: StaffRequest, place: Place, hit: Hit) -> HttpResponse:
    address = person_url(hit.customer, hit.token)
    presented = unseal(hit.token, staff_id=request.scope.staff_id) if hit.token else None
    found = guest_of(request.scope, hit.customer.pk, presented, token=hit.token)
    if found is None or not request.htmx:
        return redirect(address)
    response = retarget(reswap(show(request, place, found), "outerHTML"), "#counter")
    return push_url(response, address)


def _something_else(request: StaffRequest, place: Place, text: str) -> HttpResponse | None:
    """A product's barcode is rung up, a receipt's number opens its order."""
    product = product_scanned(text, store=place.store)
    if product is not None and request.htmx:
        return _ring_up(request, product)
    order = order_found(text, store=place.store, scope=request.scope)
    if order is None:
        return None
    address = reverse("counter_order", args=[order.pk])
    if not request.htmx:
        return redirect(address)
    response = HttpResponse()
    return trigger_client_event(response, "counter:open", {"url": address})


def _ring_up(request: StaffRequest, product: PricedItem) -> HttpResponse:
    response = render(request, "counter/found.html", {"hits": [], "q": ""})
    price = "" if product.price is None else str(product.price)
    trigger_client_event(response, "counter:add", {"code": product.code, "name": product.name, "price": price})
    return with_toast(response, _("%(product)s is in the basket.") % {"product": product.name})
