from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.departures.queries import departures_within, followed
from shuke.scores.win_back import Approach, terms_for, to_win_back
from shuke.warehouse import read
from shuke.web.answers import note_people_read
from shuke.web.insight import queries
from shuke.web.insight.current import Current
from shuke.web.insight.runs import foretold_by
from shuke.web.insight.views.answer import answer
from shuke.web.leaving import causes as counted
from shuke.web.leaving import people
from shuke.web.leaving.words import APPROACHES

PEOPLE_A_PAGE = 40


@require_GET
@staff_view("insight.view")
def win_back(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/leaving/win_back.html", _win_back)


def _win_back(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    board = read.leaving_board(as_of=current.as_of, stores=scope.store_ids)
    terms = terms_for(current.run, board.worth_from_minor)
    asked = request.GET.get("approach", "")
    approach = Approach(asked) if asked in APPROACHES else None
    rows = to_win_back(scope, terms, approach, as_of=current.as_of, today=current.today)
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    found = people.people_of(list(page), terms, scope=scope, today=current.today, currency=current.currency)
    note_people_read(request, len(found), filters=["approach"] if approach else [])
    return {
        "page": page,
        "people": found,
        "terms": terms,
        "approach": approach or "",
        "approaches": list(APPROACHES.items()),
        "foretold": foretold_by(current.run),
        "may_record": request.scope.may("departures.record"),
        "product_names": queries.product_names(person.reason for person in found if person.reason),
    }


@require_GET
@staff_view("insight.view")
def causes(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/leaving/causes.html", _causes)


def _causes(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    rows = followed(departures_within(scope), today=current.today)
    by_cause, by_countermeasure = counted.by_cause(rows), counted.by_countermeasure(rows)
    note_people_read(request, len(rows[: counted.SHOWN]))
    return {
        "rows": rows[: counted.SHOWN],
        "departures": len(rows),
        "by_cause": by_cause,
        "by_countermeasure": by_countermeasure,
        "cause_sheet": counted.sheet_of(by_cause, name="causes-of-leaving", head=_("Cause")),
        "countermeasure_sheet": counted.sheet_of(by_countermeasure, name="countermeasures", head=_("What was done")),
    }
