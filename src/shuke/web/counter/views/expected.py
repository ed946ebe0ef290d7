from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.counter.bookings import Span, span_in
from shuke.web.counter.expected import expected_in
from shuke.web.counter.place import Place, place_of
from shuke.web.counter.views.reading import choose_a_store

PAGE, FRAGMENT = "counter/expected.html", "counter/expected.html#expected"


@require_GET
@staff_view("counter.use")
def expected(request: StaffRequest) -> HttpResponse:
    """Read before the doors open, so that the greeting comes before any scan."""
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    return show_expected(request, place, span_in(request.GET, today=place.today))


def show_expected(request: StaffRequest, place: Place, span: Span) -> HttpResponse:
    context = {"place": place, "span": span, "expected": expected_in(place, span)}
    return render(request, FRAGMENT if request.htmx else PAGE, context)


def expected_url(span: Span) -> str:
    query = QueryDict(mutable=True)
    query.update(span.fields)
    return reverse("counter_expected") + (f"?{query.urlencode()}" if query else "")
