from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.report.page.stages import STAGES
from shuke.warehouse import read
from shuke.web.insight import health, lifecycle, pareto, pyramid
from shuke.web.insight.current import Current
from shuke.web.insight.foot import foot_of
from shuke.web.insight.queries import slipping_away, spikes_risen_to_vip
from shuke.web.insight.runs import judged_of
from shuke.web.insight.views.answer import answer


@require_GET
@staff_view("insight.view")
def overview(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/overview.html", _context)


def _context(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    stores, as_of = scope.store_ids, current.as_of
    found = health.health(as_of=as_of, stores=stores)
    stage_moves = read.moves("stage", as_of=as_of, stores=stores)
    level_moves = read.moves("pyramid_level", as_of=as_of, stores=stores)
    concentration = read.pareto(as_of=as_of, stores=stores)
    risen, by_spike = spikes_risen_to_vip(scope=scope)
    return {
        "health": found,
        "chart": health.health_chart(found) if found else None,
        "pyramid": pyramid.pyramid_of(read.group_counts("pyramid_level", as_of=as_of, stores=stores), level_moves),
        "matrix": lifecycle.matrix_of(stage_moves) if stage_moves else None,
        "totals": lifecycle.totals_of(read.volumes("stage", as_of=as_of, stores=stores)),
        "stages": STAGES,
        "worst": lifecycle.largest_worsening(stage_moves) if stage_moves else None,
        "better": lifecycle.turned_better(stage_moves) if stage_moves else (),
        "concentration": pareto.concentration_of(concentration),
        "slipping_a": slipping_away(scope=scope).filter(abc="A").count(),
        "judged": judged_of(current.run),
        "foot": foot_of(request.scope),
        "below_vip": pyramid.ORDER[1:],
        "risen_to_vip": risen,
        "risen_by_spike": by_spike,
    }
