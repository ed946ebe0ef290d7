"""What the money brought back: each campaign's effect with its interval, and all together."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.money import from_minor
from shuke.outcomes.advice import advice_brought
from shuke.outcomes.models import Outcome
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.campaigns.drawing import axis_of, interval
from shuke.web.campaigns.views.shown import of_others, shared, works_everywhere
from shuke.web.campaigns.words import ADVICE, verdict

WIDTH = 240


@dataclass(frozen=True)
class OutcomeRow:
    outcome: Outcome
    part: str
    url: str
    cost: Decimal
    revenue: Decimal | None
    profit: Decimal | None
    drawn: SafeString
    verdict: str


@require_GET
@staff_view("marketing.view")
def outcomes(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("What the money brought back"))
    found = list(Outcome.objects.filter(kind=Outcome.Kind.CAMPAIGN)[:200])
    rows = rows_of(found)
    context = {
        "rows": rows,
        "cost": sum((row.cost for row in rows), Decimal(0)),
        "profit": sum((row.profit for row in rows if row.profit is not None), Decimal(0)),
        "surely": sum(row.outcome.effect.get("profit", {}).get("verdict") == "gain" for row in rows),
        "advice": [(ADVICE[row.outcome], row) for row in advice_brought(now=timezone.now())],
    }
    return render(request, "campaigns/outcomes.html", shared(request) | context)


def rows_of(found: list[Outcome]) -> list[OutcomeRow]:
    measured = [each for each in found if each.effect]
    ends = [_major(each, each.effect["profit"][end]) for each in measured for end in ("total_lower", "total_upper")]
    axis = axis_of([float(end) for end in ends], width=WIDTH)
    return [_row(each, axis) for each in found]


def _row(outcome: Outcome, axis: object) -> OutcomeRow:
    effect = outcome.effect
    money = {name: _major(outcome, effect[name]["total"]) if effect else None for name in ("revenue", "profit")}
    return OutcomeRow(
        outcome=outcome,
        part=_part(outcome),
        url=_url(outcome),
        cost=from_minor(outcome.cost_minor, outcome.currency),
        revenue=money["revenue"],
        profit=money["profit"],
        drawn=_drawn(outcome, axis) if effect else SafeString(""),
        verdict=verdict(outcome) if effect else outcome.refusal,
    )


def _part(outcome: Outcome) -> str:
    if outcome.kind != Outcome.Kind.CAMPAIGN:
        return str(outcome.get_kind_display())
    return _("test") if outcome.key.endswith(":test") else _("roll-out")


def _url(outcome: Outcome) -> str:
    """Where it is shown; empty where it has no page of its own."""
    if outcome.kind != Outcome.Kind.CAMPAIGN:
        return ""
    return reverse("campaign", args=[outcome.key.partition(":")[0]])


def _drawn(outcome: Outcome, axis: object) -> SafeString:
    profit = outcome.effect["profit"]
    total, low, high = (float(_major(outcome, profit[name])) for name in ("total", "total_lower", "total_upper"))
    return interval(axis, total, lower=low, upper=high, is_grey=profit["verdict"] == "unclear")  # type: ignore[arg-type]


def _major(outcome: Outcome, minor: float) -> Decimal:
    return from_minor(round(minor), outcome.currency)
