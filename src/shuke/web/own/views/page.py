"""What the customer reads: the card and what can be used, purchases, points, what we may send."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.lib.paging import page_or_first
from shuke.records.customers.queries import active_preferences, consents_now
from shuke.records.membership.models import Member
from shuke.records.membership.queries import coupons_of, entries_of
from shuke.records.sales.models import Order
from shuke.records.sales.queries.orders import lines_in_order
from shuke.web.customers.portrait import consent_rows
from shuke.web.own.decorators import own_view
from shuke.web.own.forms import LikedForm
from shuke.web.own.pass_card import passes_of, purchases_of_a_year
from shuke.web.own.visitor import Visitor
from shuke.web.own.words import contact_words

ROWS_A_PAGE = 30


@require_GET
@own_view
def card(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return shown_card(request, visitor, LikedForm())


def shown_card(request: HttpRequest, visitor: Visitor, form: LikedForm) -> HttpResponse:
    people, now = visitor.people, visitor.now
    today = now.astimezone(visitor.zone).date()
    context = {
        "visitor": visitor,
        "passes": passes_of(people, survivor_id=visitor.customer.pk, now=now),
        "coupons": coupons_of(people, today=today, include_upcoming=True).select_related("coupon__product"),
        "preferences": active_preferences(visitor.customer.pk),
        "purchases": purchases_of_a_year(people, until=today),
        "contact": contact_words(consents_now(visitor.customer.pk)),
        "form": form,
    }
    return render(request, "own/page.html", context, status=422 if form.errors else 200)


@require_GET
@own_view
def purchases(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every purchase and return, in whichever store."""
    orders = Order.objects.filter(customer__in=visitor.people).select_related("store")
    orders = orders.prefetch_related(Prefetch("lines", lines_in_order()))
    page = page_or_first(orders, sort="-ordered_on", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    return render(request, "own/purchases.html", {"visitor": visitor, "page": page})


@require_GET
@own_view
def points(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every row of the ledger with its reason; staff's notes are not among them."""
    members = Member.objects.filter(customer__in=visitor.people).values_list("pk", flat=True)
    page = page_or_first(entries_of(list(members)), sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    return render(request, "own/points.html", {"visitor": visitor, "page": page})


@require_GET
@own_view
def contact(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """By which way for what; each word with its day and where it was said."""
    return render(request, "own/contact.html", {"visitor": visitor, "rows": consent_rows(visitor.customer.pk)})
