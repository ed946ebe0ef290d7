"""One campaign: its plan before it starts, its results from then on."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import RUNNING, Campaign
from shuke.actions.campaigns.queries import campaigns_like, forecasts_kept, later_of_campaign
from shuke.actions.campaigns.queries.planning import terms_of
from shuke.actions.campaigns.results import cells_of_test, options_of, part_of
from shuke.actions.offers.models import CALL
from shuke.jobs.models import UNFINISHED, Job
from shuke.outcomes.models import Outcome
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.models import Channel
from shuke.records.stores.queries import business
from shuke.web.campaigns.drawing import CODES, cells_in_order, map_of
from shuke.web.campaigns.joint import joint_of
from shuke.web.campaigns.measured import changed_rows, forecast_rows
from shuke.web.campaigns.views.shown import found_campaign, of_others, shared, works_everywhere
from shuke.web.campaigns.views.writing import plan_context
from shuke.web.campaigns.words import REASONS, chance_words, counts, difference_words, gives, verdict, way_words

State = Campaign.State
ON_PAPER = (State.DRAFT, State.AWAITING, State.APPROVED)
TASKS = ("shuke.actions.campaigns.tasks.serve", "shuke.outcomes.tasks.count")


@require_GET
@staff_view("marketing.view")
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, "")
    found = found_campaign(pk)
    context = {
        **shared(request),
        "campaign": found,
        "gives": gives(found.offer),
        "way": way_words(found.offer.way),
        "terms": terms_of(found),
        "audience": say_audience(found.audience),
        "counts": counts(found),
        "steps": steps_of(found, request),
        "is_call": found.offer.way == CALL,
        "is_working": Job.objects.filter(task__in=TASKS, state__in=UNFINISHED).exists(),
    }
    if found.state in ON_PAPER:
        return render(request, "campaigns/draft.html", context | plan_context(request, found))
    shown = _history(found) if found.is_history else _results(found, str(context["money"]))
    return render(request, "campaigns/campaign.html", context | shown)


def steps_of(campaign: Campaign, request: StaffRequest) -> set[str]:
    """What this person may do with it now, by name."""
    may_manage = request.scope.may("marketing.manage")
    steps = {
        State.DRAFT: {"edit", "ask", "delete"},
        State.AWAITING: {"edit", "delete", "send-back"},
        State.APPROVED: {"edit", "start", "delete"},
        State.TESTING: {"stop", "close", "count", "repeat", "resume" if campaign.is_paused else "pause"},
        State.ROLLED_OUT: {"stop", "close", "count", "repeat", "resume" if campaign.is_paused else "pause"},
    }.get(State(campaign.state), {"repeat"})
    if campaign.is_history:
        return set()
    taken = steps if may_manage else set()
    is_second = request.scope.staff_id not in (campaign.asked_by_id, campaign.created_by_id)
    if campaign.state == State.AWAITING and request.scope.may("marketing.approve") and is_second:
        taken = taken | {"approve"}
    return taken


def _history(campaign: Campaign) -> dict[str, Any]:
    pieces = campaign.counted["pieces"]
    return {"rate": campaign.counted["answers"] / pieces if pieces else None}


def _results(campaign: Campaign, money: str) -> dict[str, Any]:
    results, options = cells_of_test(campaign), options_of(campaign)
    test, rolled = part_of(campaign, "test"), part_of(campaign, "roll_out")
    own = Outcome.objects.filter(kind=Outcome.Kind.CAMPAIGN, key__startswith=f"{campaign.pk}:")
    measured = {row.key.partition(":")[2]: row for row in own}
    outcome = measured.get("roll_out") or measured.get("test")
    alike = campaigns_like(campaign)
    return {
        "results": results,
        "map": map_of(results) if results else None,
        "codes": CODES,
        "bars": cells_in_order(results) if results else "",
        "left": [row for row in results.rows if not row.is_chosen and row.to_mail] if results else [],
        "loss": _loss(results),
        "options": options,
        "may_choose": campaign.state == State.TESTING and bool(options),
        "is_test_over": _is_test_over(campaign),
        "test": test,
        "rolled": rolled,
        "waiting": campaign.counted.get("waiting", 0),
        **_later(campaign),
        "profit": _profit(test, rolled),
        "joint": joint_of(campaign, sum(part.pieces for part in (test, rolled) if part)),
        "reasons": [(REASONS.get(key, key), count) for key, count in campaign.counted.get("refused", {}).items()],
        "refused": sum(campaign.counted.get("refused", {}).values()),
        "outcome": outcome if outcome and outcome.effect else None,
        "changed": changed_rows(campaign, outcome) if outcome and outcome.effect else [],
        **_said(outcome),
        "forecasts": forecast_rows(campaign, rolled, measured.get("roll_out"), money),
        "kept": forecasts_kept(alike.campaigns)[:6] if alike else [],
        "is_running": campaign.state in RUNNING,
        "has_links": campaign.offer.is_message and campaign.offer.way != Channel.POST,
    }


def _later(campaign: Campaign) -> dict[str, Any]:
    """Messages that wait for their hour; of a campaign that writes none nothing is asked."""
    if not campaign.offer.is_message or campaign.state not in RUNNING:
        return {}
    count, first_at = later_of_campaign(campaign.pk, now=timezone.now())
    return {"later": count, "later_at": first_at, "zone": ZoneInfo(business().time_zone)}


def _said(outcome: Outcome | None) -> dict[str, str]:
    if outcome is None or not outcome.effect:
        return {"outcome_refusal": outcome.refusal if outcome else ""}
    return {
        "verdict": verdict(outcome),
        "difference": difference_words(outcome),
        "chance": chance_words(outcome),
    }


def _loss(results: Any) -> Decimal | None:
    """What sending to the cells left alone would cost, all in all."""
    if results is None:
        return None
    left = [row.expected_profit for row in results.rows if not row.is_chosen and row.to_mail]
    return Decimal(str(round(-sum(left), 2))) if left else None


def _is_test_over(campaign: Campaign) -> bool:
    until = campaign.test_until_on
    return until is not None and campaign.counted_as_of is not None and campaign.counted_as_of >= until


def _profit(*parts: Any) -> Decimal | None:
    known = [part.profit for part in parts if part is not None]
    return Decimal(str(round(sum(known), 2))) if known else None
