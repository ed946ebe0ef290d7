"""Quote, pay, and the orders a page kept while there was no line."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.errors import ShukeError
from shuke.lib.money import from_minor
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.checkout import Receipt, commit_order, commit_sale, quote_order
from shuke.records.membership.checkout.commit import Sale
from shuke.records.membership.queries import balance_of, purse_ids
from shuke.web.counter.entitlements import plan_to_join
from shuke.web.counter.place import Place, place_named, place_of
from shuke.web.counter.tiles import products_found
from shuke.web.counter.till import plain, receipt_in, sale_in
from shuke.web.counter.views.reading import choose_a_store, with_news

REFUSED = 422
# What stands between the prices and the total.
_OFF = ("card_discount", "coupon_discount", "paid_by_points")


@require_GET
@staff_view("checkout.use")
def products(request: StaffRequest) -> HttpResponse:
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    text = plain(request.GET.get("product_q", ""))
    context = {"tiles": products_found(text, store=place.store), "place": place, "q": text}
    return render(request, "counter/tiles.html", context)


@require_POST
@staff_view("checkout.use")
def quote(request: StaffRequest) -> HttpResponse:
    """What the basket costs now; a refusal stands where the total would."""
    place = place_named(request, now=timezone.now())
    try:
        sale = sale_in(request, place)
        if not sale.lines:
            return render(request, "counter/quote.html", {"place": place})
        basket = quote_order(now=place.now, sale=sale)
    except ShukeError as refusal:
        return render(request, "counter/quote.html", {"place": place, "refusal": str(refusal)})
    sums = {name: from_minor(basket.sum(name), basket.currency) for name in ("gross", "amount", *_OFF)}
    context = {"place": place, "basket": basket, "sums": sums, "earned": basket.sum("earned")}
    return render(
        request, "counter/quote.html", {**context, "most_points": _most_points(sale, basket.most_points, place)}
    )


@require_POST
@staff_view("checkout.use")
def pay(request: StaffRequest) -> HttpResponse:
    """Order, points and coupon at once. The same receipt number again shows the same order: a double tap posts once."""
    place = place_named(request, now=timezone.now())
    sale = sale_in(request, place, receipt=receipt_in(request))
    receipt = commit_sale(scope=request.scope, now=place.now, sale=sale)
    context = receipt_context(receipt, place, by=request.POST.get("by", ""))
    return with_news(render(request, "counter/receipt.html", context))


@require_POST
@staff_view("checkout.use")
def kept(request: StaffRequest) -> JsonResponse:
    """An order the page kept: it earns; 422 with a sentence when it can never be taken."""
    try:
        place = place_named(request, now=timezone.now())
        receipt = receipt_in(request)
        order = commit_order(
            scope=request.scope, now=place.now, sale=sale_in(request, place, receipt=receipt, is_kept=True)
        )
    except ShukeError as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=REFUSED)
    return JsonResponse({"receipt": receipt, "says": _("Receipt %(number)s is posted.") % {"number": order.source_key}})


def receipt_context(receipt: Receipt, place: Place, *, by: str) -> dict[str, object]:
    order, member = receipt.order, receipt.member
    balance = receipt.balance
    if balance is None and member is not None:
        balance = balance_of(purse_ids(member), now=place.now)
    customer = order.customer
    joins = plan_to_join(customer, now=place.now) if customer and member is None and place.may_enrol else None
    off = sum((receipt.money(name) for name in _OFF), start=order.total * 0)
    return {
        "place": place, "order": order, "receipt": receipt, "balance": balance, "plan": joins, "off": -off, "by": by
    }  # fmt: skip


def _most_points(sale: Sale, fits: int, place: Place) -> int:
    member = sale.buyer.member
    if member is None or not fits:
        return 0
    return min(fits, balance_of(purse_ids(member), now=place.now).points)
