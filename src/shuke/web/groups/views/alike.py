"""People who are like the customers of a chosen group, and in what."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from shuke.analytics.groups.prospects import parts_of
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.groups.models import LookAlikeList
from shuke.scores.groups.queries import listed_alike
from shuke.scores.models import CustomerScore
from shuke.web.answers import note_people_read
from shuke.web.groups import words
from shuke.web.groups.alike import listed_as, names_of
from shuke.web.groups.known_words import known_words, value_name
from shuke.web.groups.views.working import working
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer

PEOPLE_SHOWN = 25
WEIGHTS_SHOWN = 6
HEAVIEST = 1.5  # weight that fills half of a bar: of a spread, or of something known


@require_GET
@staff_view("insight.view")
def alike(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/groups/alike.html", _alike)


def _alike(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    listings = list(LookAlikeList.objects.order_by("pk"))
    names = names_of(listings)
    asked = request.GET.get("list", "")
    found = next((each for each in listings if not asked or str(each.pk) == asked), None)
    if asked and found is None:
        raise Http404
    page = working(request, current)
    context = _found(found, scope, name=names[found.pk], currency=page["money"]) if found else {}
    note_people_read(request, len(context.get("people", ())))
    return {
        **page,
        "listings": [(each, listed_as(each, names[each.pk])) for each in listings],
        "found": found,
        **context,
    }


def _found(found: LookAlikeList, scope: Scope, *, name: str, currency: str) -> dict[str, Any]:
    members = listed_alike(found, scope=scope).select_related("customer").order_by("rank")
    people = list(members[:PEOPLE_SHOWN])
    scores = CustomerScore.objects.in_bulk([member.customer_id for member in people])
    said = known_words if found.is_of_prospects else partial(words.reason_words, currency=currency)
    column = found.judged.get("simple_column", "")
    is_as_kept = scope.store_ids is None and not found.is_of_prospects
    return {
        "name": name,
        "refusal": words.refusal(found.refusal),
        "judged": found.judged,
        "simple_column": _column(found, column) if column else "",
        "weights": _weights(found),
        "count": found.alike if is_as_kept else members.count(),
        "people": [(member, scores.get(member.customer_id), said(member.why)) for member in people],
    }


def _column(found: LookAlikeList, name: str) -> str:
    return value_name(*parts_of(name)) if found.is_of_prospects else words.column_name(name)


def _weights(found: LookAlikeList) -> list[tuple[str, float]]:
    """What members have more of than others, and less: the weightiest first, as lengths of bars."""
    heaviest = sorted(found.weights.items(), key=lambda item: -abs(item[1]))[:WEIGHTS_SHOWN]
    return [(_column(found, name), max(-1.0, min(1.0, weight / HEAVIEST))) for name, weight in heaviest]
