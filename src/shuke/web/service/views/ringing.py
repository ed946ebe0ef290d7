"""A call comes in: the browser of who takes it asks every two seconds and opens the caller's page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.services import answer_ring
from shuke.web.answers import go_to


@require_POST
@staff_view("cases.work")
def ringing(request: StaffRequest) -> HttpResponse:
    """Opens the page at once, unless a reply is being written: then a bar with the way there."""
    found = answer_ring(staff_id=request.user.pk, now=timezone.now())
    if found is None:
        return HttpResponse(status=204)
    is_seen = found.customer is not None and request.scope.covers_store(found.customer.home_store_id)
    if is_seen and found.customer is not None and not request.POST.get("text", "").strip():
        return go_to(request, "customer", found.customer.pk)
    return render(request, "service/ring.html", {"ring": found, "customer": found.customer if is_seen else None})
