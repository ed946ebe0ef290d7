from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.warehouse import read
from shuke.web.insight import pivot
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer


@require_GET
@staff_view("insight.view")
def explore(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/explore.html", _context)


def _context(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    choice = pivot.choice_of(request.GET)
    found = read.pivot(
        choice.measure,
        rows=choice.rows,
        columns=choice.columns or None,
        only=dict(choice.only),
        from_on=current.as_of - timedelta(days=pivot.WINDOW_DAYS - 1),
        until_on=current.as_of + timedelta(days=1),
        stores=scope.store_ids,
        limit=pivot.ROWS_SHOWN,
    )
    table = pivot.table_of(found, choice)
    return {
        "choice": choice,
        "table": table,
        "narrowed": pivot.narrowed(choice),
        "is_of_stores": scope.store_ids is not None,
        "sheet": pivot.sheet_of(table, choice, currency=current.currency),
        "measures": pivot.MEASURE_WORDS.items(),
        "dimensions": pivot.DIMENSION_WORDS.items(),
        "rows_shown": pivot.ROWS_SHOWN,
        "columns_shown": pivot.COLUMNS_SHOWN,
    }
