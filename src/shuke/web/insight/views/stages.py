"""Where customers stand and where they go: lifecycle, cohorts, early warning."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.report.attention import SLIPPING
from shuke.report.page.stages import STAGES, tone_of
from shuke.report.words import meaning_of
from shuke.scores.alerts import still_away
from shuke.warehouse import read
from shuke.warehouse.read import Move
from shuke.web.answers import note_people_read
from shuke.web.insight import cohorts as tables
from shuke.web.insight import lifecycle as stages
from shuke.web.insight import queries, warning
from shuke.web.insight.current import Current
from shuke.web.insight.runs import foretold_by, judged_of
from shuke.web.insight.views.answer import answer, answer_panel

SHOWN_IN_PANEL = 9
COHORT_MONTHS = 24


@require_GET
@staff_view("insight.view")
def lifecycle(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/lifecycle.html", _lifecycle)


@require_GET
@staff_view("insight.view")
def lifecycle_cell(request: StaffRequest) -> HttpResponse:
    return answer_panel(request, "web/insight/lifecycle_panel.html", _lifecycle)


def _lifecycle(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    moves = read.moves("stage", as_of=current.as_of, stores=scope.store_ids)
    volumes = read.volumes("stage", as_of=current.as_of, stores=scope.store_ids)
    chosen = stages.chosen_move(request.GET, moves)
    matrix = stages.matrix_of(moves) if moves else None
    return {
        "matrix": matrix,
        "sheet": stages.sheet_of(matrix) if matrix else None,
        "totals": stages.totals_of(volumes),
        "chart": stages.volume_chart(volumes),
        "stages": STAGES,
        "chosen": chosen,
        **(_who_moved(chosen, scope) if chosen else {}),
    }


def _who_moved(move: Move, scope: Scope) -> dict[str, object]:
    people = queries.who_moved(move.before, move.after, scope=scope)
    return {
        "tone": tone_of(move.before, move.after),
        "meaning": meaning_of("stage", move.after),
        "people": people[:SHOWN_IN_PANEL],
        "silent": people.filter(is_abnormal=True).count(),
        "quieter": people.filter(is_abnormal=False).count(),
    }


@require_GET
@staff_view("insight.view")
def cohorts(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/cohorts.html", _cohorts)


def _cohorts(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    found = read.cohorts(as_of=current.as_of, months=COHORT_MONTHS, stores=scope.store_ids)
    table = tables.table_of(found)
    return {"table": table, "sheet": tables.sheet_of(table)}


@require_GET
@staff_view("insight.view")
def early_warning(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/warning.html", _warning)


def _warning(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    away = still_away(scope, as_of=current.as_of, today=current.today).filter(stage=SLIPPING)
    people = queries.first_of(away, count=warning.SHOWN)
    note_people_read(request, len(people))
    bands = read.group_counts("overdue_band", as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts("stage", as_of=current.as_of, stores=scope.store_ids)
    drawn = warning.bands_of(bands, current.run.metrics)
    return {
        "bands": drawn,
        "sheet": warning.sheet_of(drawn, currency=current.currency),
        "slipping": next((group for group in groups if group.key == SLIPPING), None),
        "away": queries.sums_of(away),
        "people": people,
        "product_names": queries.product_names(reason for score in people for reason in score.why[:1]),
        "judged": judged_of(current.run),
        "foretold": foretold_by(current.run),
    }
