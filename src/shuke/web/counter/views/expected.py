from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.counter.expected import expected_today
from shuke.web.counter.place import place_of
from shuke.web.counter.views.reading import choose_a_store


@require_GET
@staff_view("counter.use")
def expected(request: StaffRequest) -> HttpResponse:
    """Read before the doors open, so that the greeting comes before any scan."""
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    return render(request, "counter/expected.html", {"place": place, "expected": expected_today(place)})
