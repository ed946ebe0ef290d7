from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.queries import forecast_of
from shuke.warehouse import read
from shuke.web.answers import note_people_read
from shuke.web.insight import lifetime
from shuke.web.insight.current import Current
from shuke.web.insight.drift import value_drift
from shuke.web.insight.forecast_runs import refusal_of
from shuke.web.insight.views.answer import answer


@require_GET
@staff_view("insight.view")
def lifetime_value(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/lifetime.html", _context)


def _context(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    forecast = forecast_of(current.run)
    found = read.lifetimes(as_of=current.as_of, stores=scope.store_ids)
    if found is None:
        return {
            "forecast": forecast,
            "may_set": request.scope.may("settings.manage"),
            "refusal": refusal_of(forecast.metrics["value"]["gate"]) if forecast else "",
        }
    people = lifetime.worth_most(scope)
    note_people_read(request, len(people))
    rows = lifetime.classes_of(found, currency=current.currency)
    return {
        "forecast": forecast,
        "may_set": request.scope.may("settings.manage"),
        "worth": lifetime.Worth(found, lifetime.influence_of(scope)),
        "is_whole": scope.store_ids is None,
        "drift": value_drift(forecast.metrics) if forecast else "",
        "error": lifetime.error_of(forecast, found.value_minor),
        "rows": rows,
        "chart": lifetime.spread_chart(rows, currency=current.currency),
        "people": people,
    }
