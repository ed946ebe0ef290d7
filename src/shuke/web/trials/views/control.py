"""Contacted customers beside held-out ones, of the whole business: shown to those who work in all of it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.trials.models import ControlTest
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer
from shuke.web.trials.control import curve_chart, effect_rows, learner_rows, variable_name
from shuke.web.trials.views.working import working
from shuke.web.trials.words import contest_refusal_words, refusal_words, written


@require_GET
@staff_view("insight.view")
def control(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/trials/control.html", _control)


def _control(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    if request.scope.store_ids is not None:
        return {"is_of_others": True}
    tests = list(ControlTest.objects.select_related("run", "treated", "control"))
    asked = request.GET.get("test", "")
    found = next((test for test in tests if not asked or str(test.pk) == asked), None)
    if asked and found is None:
        raise Http404
    page = working(request, current)
    page |= {"tests": tests, "found": found, "refusal": refusal_words(found) if found else ""}
    return {**page, **(_found(found, page["money"]) if found and found.found else {})}


def _found(found: ControlTest, money: str) -> dict[str, object]:
    return {
        "cost": written(found.cost_per_piece),
        "effect": effect_rows(found, currency=money),
        "learners": learner_rows(found),
        "winner": found.found["winner"],
        "variable": variable_name(found),
        "contest_refusal": contest_refusal_words(found),
        "chart": curve_chart(found),
        "is_over": found.run is not None and found.run.as_of >= found.ends_on,
    }
