from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.report.words import meaning_of
from shuke.warehouse import read
from shuke.web.frame import shown_scope
from shuke.web.insight import rfm as maps
from shuke.web.insight import rfm_words as words
from shuke.web.insight.current import Current, current_refresh
from shuke.web.insight.queries import in_cell
from shuke.web.insight.views.answer import answer

SHOWN_IN_PANEL = 9


@require_GET
@staff_view("insight.view")
def rfm(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/rfm.html", _context)


@require_GET
@staff_view("insight.view")
def rfm_cell(request: StaffRequest) -> HttpResponse:
    """The side panel of one cell; the page itself without htmx."""
    if not request.htmx:
        return redirect(f"{request.path.removesuffix('cell/')}?{request.GET.urlencode()}")
    current = current_refresh(now=timezone.now())
    if current is None:
        return redirect("insight_rfm")
    return render(
        request, "web/insight/rfm_panel.html", {"current": current, **_context(request, current, shown_scope(request))}
    )


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
