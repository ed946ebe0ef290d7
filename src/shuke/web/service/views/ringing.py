"""What a colleague's browser asks every two seconds: does the phone ring, is there anything new?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.queries import has_calls, latest_entry
from shuke.records.cases.services import answer_ring
from shuke.web.answers import go_to


@require_POST
@staff_view("cases.work")
def ringing(request: StaffRequest) -> HttpResponse:
    """Opens the page at once, unless the page on the screen is in use: then a bar with the way there."""
    found = answer_ring(staff_id=request.user.pk, now=timezone.now())
    if found is None:
        return _news(request.POST["mark"]) if "mark" in request.POST else _silence()
    is_seen = found.customer is not None and request.scope.covers_store(found.customer.home_store_id)
    if is_seen and found.customer is not None and not request.POST.get("busy"):
        return go_to(request, "customer", found.customer.pk)
    return render(request, "service/ring.html", {"ring": found, "customer": found.customer if is_seen else None})


def _silence() -> HttpResponse:
    """Where no telephone system ever told of a call, pages need not ask so often."""
    response = HttpResponse(status=204)
    return response if has_calls() else trigger_client_event(response, "calls-never")


def _news(mark: str) -> HttpResponse:
    """Tells the page that some case has new words or moved on since `mark`; its lists then ask for themselves."""
    response, latest = HttpResponse(status=204), str(latest_entry())
    if mark == latest:
        return response
    # A page that has just been opened shows all there is: it only learns where it stands.
    return trigger_client_event(response, "cases-changed" if mark else "cases-marked", {"mark": latest})
