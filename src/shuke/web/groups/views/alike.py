"""Customers who are like those of a chosen group, and in what."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.groups.models import LookAlikeList
from shuke.scores.models import CustomerScore
from shuke.web.groups import words
from shuke.web.groups.alike import names_of
from shuke.web.groups.rows import alike_within
from shuke.web.groups.views.working import working
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer

PEOPLE_SHOWN = 25
WEIGHTS_SHOWN = 6
HEAVIEST = 1.5  # spreads' worth that fills half of a bar


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
    return {
        **page,
        "listings": [(each, names[each.pk]) for each in listings],
        "found": found,
        **(_found(found, scope, name=names[found.pk], currency=page["money"]) if found else {}),
    }


def _found(found: LookAlikeList, scope: Scope, *, name: str, currency: str) -> dict[str, object]:
    members = alike_within(found.pk, scope=scope).select_related("customer").order_by("rank")
    people = list(members[:PEOPLE_SHOWN])
    scores = CustomerScore.objects.in_bulk([member.customer_id for member in people])
    column = found.judged.get("simple_column", "")
    return {
        "name": name,
        "refusal": words.refusal(found.refusal),
        "judged": found.judged,
        "simple_column": words.column_name(column) if column else "",
        "weights": _weights(found.weights),
        "count": found.alike if scope.store_ids is None else members.count(),
        "people": [
            (member, scores.get(member.customer_id), words.reason_words(member.why, currency=currency))
            for member in people
        ],
    }


def _weights(weights: dict[str, float]) -> list[tuple[str, float]]:
    """What members have more of than others, and less: the weightiest first, as lengths of bars."""
    heaviest = sorted(weights.items(), key=lambda item: -abs(item[1]))[:WEIGHTS_SHOWN]
    return [(words.column_name(column), max(-1.0, min(1.0, weight / HEAVIEST))) for column, weight in heaviest]
