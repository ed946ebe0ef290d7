from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.win_back import terms_for
from shuke.warehouse import read
from shuke.web.answers import note_people_read
from shuke.web.insight import queries
from shuke.web.insight.current import Current
from shuke.web.insight.drift import leaving_drift
from shuke.web.insight.runs import foretold_by
from shuke.web.insight.views.answer import answer
from shuke.web.leaving import people
from shuke.web.leaving.board import board_of, sheet_of


@require_GET
@staff_view("insight.view")
def churn_board(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/leaving/board.html", _context)


def _context(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    found = read.leaving_board(as_of=current.as_of, stores=scope.store_ids)
    board = board_of(found, currency=current.currency)
    first = people.people_of(
        people.likeliest_losses(scope, as_of=current.as_of, today=current.today),
        terms_for(current.run, found.worth_from_minor),
        scope=scope,
        today=current.today,
        currency=current.currency,
    )
    note_people_read(request, len(first))
    foretold = foretold_by(current.run)
    return {
        "board": board,
        "unknown": found.unknown,
        "sheet": sheet_of(board, currency=current.currency),
        "foretold": foretold,
        "drift": leaving_drift(foretold.run.metrics) if foretold else "",
        "people": first,
        "product_names": queries.product_names(person.reason for person in first if person.reason),
    }
