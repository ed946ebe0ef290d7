"""Who brings the money: Pareto and ABC, the pyramid, the value quadrant."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.models import CustomerScore
from shuke.warehouse import read
from shuke.web.insight import pareto, pyramid, quadrant, queries
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer
from shuke.web.words import Reason

SHOWN_FLAGS = 8


@require_GET
@staff_view("insight.view")
def abc(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/abc.html", _abc)


def _abc(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    concentration = pareto.concentration_of(read.pareto(as_of=current.as_of, stores=scope.store_ids))
    return {
        "concentration": concentration,
        "chart": pareto.curve_chart(concentration, currency=current.currency) if concentration else None,
        "rows": pareto.abc_of(read.group_counts("abc", as_of=current.as_of, stores=scope.store_ids)),
        "slipping": queries.slipping_away(scope=scope).filter(abc="A").count(),
    }


@require_GET
@staff_view("insight.view")
def levels(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/pyramid.html", _levels)


def _levels(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    moves = read.moves("pyramid_level", as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts("pyramid_level", as_of=current.as_of, stores=scope.store_ids)
    drawn = pyramid.pyramid_of(groups, moves)
    spikes, champions = queries.spikes(scope=scope), queries.small_champions(scope=scope)
    flagged = [
        *with_reason(spikes[:SHOWN_FLAGS], code="one_off_spike"),
        *with_reason(champions[:SHOWN_FLAGS], code="champion"),
    ]
    return {
        "pyramid": drawn,
        "sheet": pyramid.sheet_of(drawn, currency=current.currency),
        "matrix": pyramid.matrix_of(moves) if moves else None,
        "keys": pyramid.LEVELS,
        "spikes": [pair for pair in flagged if pair[0].is_spike],
        "spike_count": spikes.count(),
        "champions": [pair for pair in flagged if not pair[0].is_spike],
        "champion_count": champions.count(),
        "product_names": queries.product_names(reason for _score, reason in flagged if reason),
    }


def with_reason(people: Iterable[CustomerScore], *, code: str) -> list[tuple[CustomerScore, Reason | None]]:
    """Each with the reason of that code, to be said beside the name."""
    return [(score, next((reason for reason in score.why if reason["code"] == code), None)) for score in people]


@require_GET
@staff_view("insight.view")
def value(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/quadrant.html", _value)


def _value(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    moves = read.moves("value_class", as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts("value_class", as_of=current.as_of, stores=scope.store_ids)
    drawn = quadrant.quadrant_of(groups, moves)
    return {"quadrant": drawn, "sheet": quadrant.sheet_of(drawn, currency=current.currency)}
