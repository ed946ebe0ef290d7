"""What the journey would do: to one customer from today on, and to those of the last 90 days."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.actions.journeys.graph.checks import faults_of
from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.graph.nodes import ACTS, Split, kind_of
from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.occasions import branch_word
from shuke.actions.journeys.queries import MOST_PEOPLE, Rehearsal, Way, dry_run, known_names, walk_of
from shuke.lib.dates import day_in
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.rules.words import reason_words
from shuke.records.stores.queries import business
from shuke.web.answers import refusals_in
from shuke.web.frame import shown_scope
from shuke.web.journeys.forms import TestForm
from shuke.web.journeys.shown import name_of
from shuke.web.journeys.views.shared import customer_named, journey_of
from shuke.web.journeys.words import ICONS

SHOWN = 50  # of those who would have come in


@require_GET
@staff_view("marketing.view")
def test(request: StaffRequest, pk: int) -> HttpResponse:
    """A test person with a moved clock: nothing is written, nobody hears of it."""
    found, scope = journey_of(pk), shown_scope(request)
    form = TestForm(request.GET if "customer" in request.GET else None)
    context: dict[str, object] = {"journey": found, "form": form}
    definition = read_definition(found.draft)
    if _is_whole(definition, context, request) and form.is_bound and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            customer, now = customer_named(said["customer"], scope=scope), timezone.now()
            way = walk_of(
                definition, customer, scope=scope, now=now, days=said["days"], bought_on_day=said["bought_on_day"]
            )
            context |= {"customer": customer, "steps": _steps(way, definition), "zone": ZoneInfo(way.zone)}
    return render(request, "journeys/test.html", context)


@require_GET
@staff_view("marketing.view")
def past(request: StaffRequest, pk: int) -> HttpResponse:
    found, scope = journey_of(pk), shown_scope(request)
    definition = read_definition(found.draft)
    context: dict[str, object] = {"journey": found}
    if _is_whole(definition, context, request):
        told = dry_run(definition, scope=scope, now=timezone.now())
        acts = [_act(definition, key, told) for key in definition.nodes if kind_of(definition.nodes[key]) in ACTS]
        context |= {
            "zone": ZoneInfo(business().time_zone), "told": told,
            "acts": acts, "looked_at": len(told.ways), "most": MOST_PEOPLE,
            "ways": [(way, _received(way, definition)) for way in told.ways[:SHOWN]],
        }  # fmt: skip
    return render(request, "journeys/dry_run.html", context)


def _act(definition: Definition, key: str, told: Rehearsal) -> dict[str, object]:
    """How often a step would have been made, and how often it would have come to nothing."""
    return {
        "name": name_of(definition, key),
        "icon": ICONS[kind_of(definition.nodes[key])],
        "count": told.passed.get(key, 0),
        "refused": told.refused.get(key, 0),
    }


def _is_whole(definition: Definition, context: dict[str, object], request: StaffRequest) -> bool:
    """A journey with faults is not walked through: its circles might never end."""
    context["faults"] = faults_of(definition, known_names(scope=request.scope))
    return not context["faults"]


def _steps(way: Way, definition: Definition) -> list[dict[str, object]]:
    return [
        {
            "day": (day_in(way.zone, step.at) - day_in(way.zone, way.entered_at)).days,
            "at": step.at,
            "name": name_of(definition, step.node),
            "icon": ICONS[kind_of(definition.nodes[step.node])],
            "branch": branch_word(step.branch) if isinstance(definition.nodes[step.node], Split) else "",
            "refusal": reason_words(way.refusals[step.node]) if step.node in way.refusals else "",
            "why": _left_word(step.why),
        }
        for step in way.passed
    ]


def _received(way: Way, definition: Definition) -> list[str]:
    """What came of it for one person, in the names of the steps."""
    acts = [
        step.node for step in way.passed
        if step.branch and kind_of(definition.nodes[step.node]) in ("message", "points", "coupon", "task")
    ]  # fmt: skip
    names = [_with_refusal(name_of(definition, key), way.refusals.get(key, "")) for key in acts]
    ended = next((step.why for step in way.passed if step.why), "")
    return [*names, *filter(None, [_left_word(ended)])]


def _with_refusal(name: str, reason: str) -> str:
    return f"{name} ({reason_words(reason)})" if reason else name


def _left_word(why: str) -> str:
    return str(JourneyRun.Left(why).label) if why else ""
