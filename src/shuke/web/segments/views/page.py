"""One segment: who is meant and in it, who came and went, how large it was, what uses it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment, SegmentChange
from shuke.actions.segments.queries import changes_by_day, counts_in, faults_in, segments_of
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import All, Node
from shuke.actions.segments.uses import uses_of
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.stores.queries import business
from shuke.web.customers.views.found import customer_or_404
from shuke.web.frame import shown_scope
from shuke.web.insight.charts import Chart
from shuke.web.insight.doors import customers
from shuke.web.segments.doors import moved
from shuke.web.segments.offered import offer_for
from shuke.web.segments.shown import told
from shuke.web.segments.sizes import size_chart

DAYS_SHOWN = 30
SIZES_SHOWN = 366
ENTERED, LEFT = SegmentChange.Kind.ENTERED, SegmentChange.Kind.LEFT


@require_GET
@staff_view("marketing.view")
def segment(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment.objects.select_related("created_by"), pk=pk)
    shop, scope = business(), shown_scope(request)
    tree = read_document(found.tree)
    context = {
        "segment": found,
        "count": counts_in([found], scope=scope)[found.pk],
        "door": customers(segment=found.pk),
        "told": told(tree, offer_for(request.scope, currency=shop.currency)) if tree != All(()) else None,
        "text": say(tree),
        "refusals": _refusals(found, tree, request.scope),
        "moves": _moves(found, scope=scope, zone=shop.time_zone),
        "days_shown": DAYS_SHOWN,
        "chart": _chart(found, scope),
        "uses": uses_of(found),
        "zone": ZoneInfo(shop.time_zone),
        "may_manage": request.scope.may("marketing.manage"),
        "may_change": _may_change(found, request.scope),
    }
    return render(request, "segments/segment.html", context)


@require_GET
@staff_view("customers.view")
def of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """The section of a customer's page; empty for those who do not see marketing."""
    customer = customer_or_404(request, pk)
    sees = request.scope.may("marketing.view")
    return render(request, "segments/of_customer.html", {"segments": segments_of(customer.pk) if sees else []})


def _refusals(found: Segment, tree: Node, scope: Scope) -> list[str]:
    """Why it could not be counted, in the reader's language where that still holds."""
    if not found.refusal:
        return []
    return faults_in(tree, scope=scope, key=found.key) or [found.refusal]


def _moves(found: Segment, *, scope: Scope, zone: str) -> list[dict[str, object]]:
    since = timezone.now() - timedelta(days=DAYS_SHOWN)
    days = changes_by_day(found, from_at=since, zone=zone, scope=scope)
    return [
        {
            "day": day,
            "entered": counts.get(ENTERED, 0),
            "left": counts.get(LEFT, 0),
            "entered_door": customers(moved=moved(found, ENTERED.value, day)),
            "left_door": customers(moved=moved(found, LEFT.value, day)),
        }
        for day, counts in days.items()
    ]


def _chart(found: Segment, scope: Scope) -> Chart | None:
    """Sizes are those of the entire business: no count is kept by store."""
    if scope.store_ids is not None:
        return None
    sizes = list(found.sizes.order_by("-counted_on")[:SIZES_SHOWN])[::-1]
    return size_chart(sizes, title=_("Customers in the segment, day by day")) if len(sizes) > 1 else None


def _may_change(found: Segment, scope: Scope) -> bool:
    is_own = scope.store_ids is None or found.created_by_id == scope.staff_id
    return scope.may("marketing.manage") and is_own
