"""Who is in a journey, where, and each step they made."""

from collections.abc import Sequence
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.models import Journey, JourneyRun, JourneyStep
from shuke.actions.journeys.occasions import branch_word
from shuke.actions.journeys.queries import OPENED, followed_steps, latest_runs, runs_seen_by
from shuke.actions.journeys.services import Engine, enter_customer, take_out
from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.models import LEFT, State
from shuke.records.messages.rules.words import reason_words
from shuke.records.sales.models import Order
from shuke.records.sales.queries import orders_followed
from shuke.records.stores.queries import business
from shuke.web.answers import get_or_post, go_to, is_saved, next_url, note_people_read, render_form
from shuke.web.frame import shown_scope
from shuke.web.journeys.forms import EnterForm
from shuke.web.journeys.shown import name_of, place_of
from shuke.web.journeys.views.shared import customer_named, journey_of

ROWS_A_PAGE = 50
_REFUSED = (State.REFUSED, State.FAILED, State.CANCELLED)


@require_GET
@staff_view("marketing.view")
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """`node` and `where`: the door of one number."""
    found, scope = journey_of(pk), shown_scope(request)
    node, where = request.GET.get("node", ""), request.GET.get("where", "")
    runs = _behind(found, node=node, where=where, scope=scope)
    definition = read_definition(found.draft)
    page = page_or_first(runs, sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    rows = [(run, place_of(run, read_definition(run.version.definition))) for run in page.data]
    known = {run.customer_id for run in page.data}
    note_people_read(request, len(known), filters=[name for name in ("node", "where") if name in request.GET])
    context = {
        "journey": found, "rows": rows, "where": where, "zone": ZoneInfo(business().time_zone),
        "node_name": name_of(definition, node) if node else "", "next": next_url(request, page),
        "may_manage": request.scope.may("marketing.manage"),
    }  # fmt: skip
    return render(request, "journeys/people.html", context)


@require_GET
@staff_view("marketing.view")
def way(request: StaffRequest, pk: int, run: int) -> HttpResponse:
    """Every step of one person, with what it did."""
    found = get_object_or_404(runs_seen_by(request.scope), journey=pk, pk=run)
    definition = read_definition(found.version.definition)
    steps = JourneyStep.objects.filter(run=found).select_related("send").order_by("visit")
    bought = orders_followed(survivor_of(found.customer).pk, scope=request.scope)
    context = {
        "run": found, "journey": found.journey, "place": place_of(found, definition),
        "steps": [_told(step, definition, bought.get(step.send_id or 0, [])) for step in steps],
        "zone": ZoneInfo(business().time_zone),
        "may_manage": request.scope.may("marketing.manage") and found.left_at is None,
        "sees_money": request.scope.may("money.view"),
    }  # fmt: skip
    return render(request, "journeys/way.html", context)


@get_or_post
@staff_view("marketing.manage")
def enter(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = journey_of(pk), EnterForm(request.POST or None)
    made: list[JourneyRun] = []

    def save(values: dict[str, Any]) -> None:
        customer = customer_named(values["customer"], scope=request.scope)
        engine = Engine(SystemRandom(), lambda count: get_random_string(count).encode())
        run = enter_customer(
            scope=request.scope, journey=found, customer=customer, key=f"hand:{get_random_string(12)}",
            engine=engine, now=timezone.now(),
        )  # fmt: skip
        made.append(run)

    if is_saved(request, form, save):
        messages.success(request, _("The customer is in it; the first steps are made within a minute."))
        return go_to(request, "journey_way", pk, made[0].pk)
    says = _("Who was in a journey of “once a person” before stays out.")
    return render_form(request, form, title=_("Put somebody in"), submit=_("Put in"), says=says)


@get_or_post
@staff_view("marketing.manage")
def leave(request: StaffRequest, pk: int, run: int) -> HttpResponse:
    found = get_object_or_404(runs_seen_by(request.scope), journey=pk, pk=run)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if is_saved(request, form, lambda said: take_out(scope=request.scope, run=found, now=timezone.now())):
        return go_to(request, "journey_way", pk, run)
    says = _("Nothing more is done for them here. What they got stays theirs.")
    return render_form(request, form, title=_("Take this person out?"), submit=_("Take out"), says=says, danger=True)


def _behind(journey: Journey, *, node: str, where: str, scope: Scope) -> QuerySet[JourneyRun]:
    """Whom a number counts."""
    runs = runs_seen_by(scope).filter(journey=journey)
    inside = Q(left_at__isnull=True, is_held_out=False)
    steps = JourneyStep.objects.filter(journey=journey, **({"node": node} if node else {}))
    match where:
        case "waiting":
            return runs.filter(inside, **({"node": node} if node else {}))
        case "held":
            return runs.filter(inside, **({"node": node} if node else {})).exclude(trouble="")
        case "passed":
            return runs.filter(pk__in=steps.values("run"))
        case "sent":
            return runs.filter(pk__in=steps.filter(send__state__in=LEFT).values("run"))
        case "deferred":
            return runs.filter(pk__in=steps.filter(send__state=State.QUEUED).values("run"))
        case "refused":
            return runs.filter(pk__in=steps.filter(send__state__in=_REFUSED).values("run"))
        case "opened":
            return runs.filter(pk__in=latest_runs(steps.filter(OPENED, run__in=runs.values("pk"))))
        case "followed":
            followed = followed_steps(journey, scope=scope)
            return runs.filter(pk__in=latest_runs(steps.filter(followed, run__in=runs.values("pk"))))
        case "held_out":
            return runs.filter(is_held_out=True)
        case "reached":
            return runs.filter(goal_at__isnull=False)
        case "earlier":
            return runs.filter(inside).exclude(version=F("journey__version"))
        case _:
            return runs


def _told(step: JourneyStep, definition: Definition, bought: Sequence[Order]) -> dict[str, object]:
    said = str(step.facts.get("not_done") or step.facts.get("code") or "")
    if step.send is not None:
        said = str(step.send.get_state_display())
        said += f": {reason_words(step.send.reason)}" if step.send.reason else ""
    return {
        "step": step, "name": name_of(definition, step.node), "branch": branch_word(step.branch), "said": said,
        "bought": bought,
    }  # fmt: skip
