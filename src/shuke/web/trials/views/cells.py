"""The cells of a test: counted over the whole business, so shown to those who work in all of it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.trials.models import CellTable
from shuke.scores.trials.results import results_of
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer
from shuke.web.trials.cells import CODES, index_chart, map_of, sheet_of
from shuke.web.trials.views.working import working
from shuke.web.trials.words import answer_words, refusal_words, written


@require_GET
@staff_view("insight.view")
def cells(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/trials/cells.html", _cells)


def _cells(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    if request.scope.store_ids is not None:
        return {"is_of_others": True}
    tables = list(CellTable.objects.select_related("run"))
    asked = request.GET.get("table", "")
    found = next((table for table in tables if not asked or str(table.pk) == asked), None)
    if asked and found is None:
        raise Http404
    page = working(request, current)
    shown = {"refusal": refusal_words(found), **_found(found, page["money"])} if found else {}
    return {**page, "tables": tables, "found": found, **shown}


def _found(found: CellTable, money: str) -> dict[str, object]:
    results = results_of(found)
    shown: dict[str, object] = {"answer": answer_words(found), "results": results}
    if results is None:
        return shown
    rows, steps = map_of(results)
    return {
        **shown,
        "cost": written(found.cost_per_piece),
        "net_revenue": written(found.net_revenue_per_sale),
        "map": rows,
        "steps": steps,
        "codes": CODES,
        "chart": index_chart(results),
        "sheet": sheet_of(results, has_money=bool(money)),
        "is_over": found.run is not None and found.run.as_of >= found.counts_until,
    }
