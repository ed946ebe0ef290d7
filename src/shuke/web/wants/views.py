"""Who would want a product: found by name, or from the page of baskets."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Category
from shuke.web.answers import note_people_read
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer
from shuke.web.wants.rows import sheet_of, wanted_by
from shuke.web.wants.subject import Subject, of_category, subject_of, subjects_like

FOUND_AT_MOST = 30


@require_GET
@staff_view("insight.view")
def wants(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/wants/wants.html", _wants)


def _wants(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    words = request.GET.get("q", "").strip()
    subject = _subject(request)
    shown = wanted_by(subject, scope=scope) if subject else None
    note_people_read(request, len(shown.people) if shown else 0)
    return {
        "words": words,
        "found": subjects_like(words, most=FOUND_AT_MOST) if words and subject is None else [],
        "subject": subject,
        "kind": of_category(subject.category) if subject and subject.category else None,
        "shown": shown,
        "may_exclude": scope.may("marketing.manage"),
        "sheet": sheet_of(shown) if shown and request.scope.may("customers.export") else None,
    }


def _subject(request: StaffRequest) -> Subject | None:
    """By its key, or, from pages that know paths only, a kind by its path."""
    if path := request.GET.get("path", ""):
        category = Category.objects.filter(path=path).first()
        found = of_category(category) if category else None
    elif key := request.GET.get("of", ""):
        found = subject_of(key)
    else:
        return None
    if found is None:
        raise Http404
    return found
