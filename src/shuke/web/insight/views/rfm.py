from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.report.words import meaning_of
from shuke.warehouse import read
from shuke.web.insight import rfm as maps
from shuke.web.insight import rfm_words as words
from shuke.web.insight.current import Current
from shuke.web.insight.queries import in_cell
from shuke.web.insight.views.answer import answer, answer_panel

SHOWN_IN_PANEL = 9


@require_GET
@staff_view("insight.view")
def rfm(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/rfm.html", _context)


@require_GET
@staff_view("insight.view")
def rfm_cell(request: StaffRequest) -> HttpResponse:
    return answer_panel(request, "web/insight/rfm_panel.html", _context)


def _context(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    choice = maps.choice_of(request.GET)
    heat = read.heat_map(column=choice.column, as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts(choice.names, as_of=current.as_of, stores=scope.store_ids)
    drawn = maps.map_of(heat, measure=choice.measure)
    cell = drawn.cell(choice.r, choice.code)
    group = cell.keys[0] if cell.keys and choice.names == "rfm_group" else ""
    return {
        "choice": choice,
        "names": words.NAMES,
        "measures": words.MEASURES,
        "measure_label": dict(words.MEASURES)[choice.measure],
        "method": words.method_of(current.run.parameters),
        "map": drawn,
        "sheet": words.sheet_of(drawn, choice, currency=current.currency),
        "groups": maps.groups_of(groups, maps.ORDERS[choice.names]),
        "open_group": group,
        "cell": cell,
        "cell_days": drawn.days(cell.r),
        "meaning": meaning_of("rfm_group", group) if group else "",
        "people": in_cell(cell.r, cell.column, column=choice.column, scope=scope)[:SHOWN_IN_PANEL],
    }
