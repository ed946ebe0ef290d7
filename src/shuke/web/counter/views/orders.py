"""Taking goods back: the order, what of it can still come back, and the return."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.membership.checkout import ReturnLine, receipt_of, return_order
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import lines_of, orders_for_lists
from shuke.web.counter.place import place_named, place_of
from shuke.web.counter.till import UnreadableBasket, quantity_in, receipt_in
from shuke.web.counter.views.reading import choose_a_store, person_url, with_news

_NOTHING = Decimal(0)


@require_GET
@staff_view("checkout.use")
def order(request: StaffRequest, pk: int) -> HttpResponse:
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    found = _order(request, pk)
    every = [(line, line.quantity - _returned(line)) for line in lines_of(found.pk).prefetch_related("undone_by")]
    lines = [(line, left) for line, left in every if line.quantity > 0]
    context = {"order": found, "lines": lines, "place": place, "is_over": not any(left > 0 for _line, left in lines)}
    return render(request, "counter/order.html#dialog" if request.htmx else "counter/order.html", context)


@require_POST
@staff_view("checkout.use")
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    place, found = place_named(request, now=timezone.now()), _order(request, pk)
    wanted = [
        ReturnLine(line_id=line.pk, quantity=quantity)
        for line in lines_of(found.pk)
        if (quantity := quantity_in(request.POST.get(f"line-{line.pk}", ""), line.product.name)) > 0
    ]
    if not wanted:  # the service would take back everything
        raise UnreadableBasket(_("Write how many of what come back."))
    made = return_order(
        scope=request.scope,
        now=place.now,
        order=found,
        store=place.store,
        receipt=receipt_in(request),
        lines=wanted,
    )
    receipt = receipt_of(made)
    context = {"made": made, "receipt": receipt, "order": found, "place": place}
    context |= {"refund": -made.total, "given_back": -receipt.spent, "taken_back": -receipt.earned}
    context["here"] = _back_to(made.customer, request)
    return with_news(
        render(request, "counter/returned.html#dialog" if request.htmx else "counter/returned.html", context)
    )


def _back_to(customer: Customer | None, request: StaffRequest) -> str:
    """Another store's customer is opened by a card or phone only."""
    if customer is None or not request.scope.covers_store(customer.home_store_id):
        return reverse("counter")
    return person_url(customer, "")


def _order(request: StaffRequest, pk: int) -> Order:
    found: Order = get_object_or_404(orders_for_lists(request.scope), pk=pk, has_sale=True)
    return found


def _returned(line: OrderLine) -> Decimal:
    return -sum((undone.quantity for undone in line.undone_by.all()), _NOTHING)
