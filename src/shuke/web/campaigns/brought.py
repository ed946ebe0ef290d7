"""What the money brought back, as the page and the mail say it: a row for each effect, and all together."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.outcomes.models import Outcome
from shuke.web.campaigns.drawing import axis_of, interval
from shuke.web.campaigns.words import verdict

WIDTH = 240
MOST_ROWS = 200


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


@dataclass(frozen=True)
class Brought:
    rows: list[OutcomeRow]  # the newest first
    cost: Decimal
    profit: Decimal  # of all that could be measured
    surely: int  # rows whose interval lies above zero


def money_brought() -> Brought:
    """Of the latest campaigns."""
    rows = rows_of(list(Outcome.objects.filter(kind=Outcome.Kind.CAMPAIGN)[:MOST_ROWS]))
    return Brought(
        rows=rows,
        cost=sum((row.cost for row in rows), Decimal(0)),
        profit=sum((row.profit for row in rows if row.profit is not None), Decimal(0)),
        surely=sum(row.outcome.effect.get("profit", {}).get("verdict") == "gain" for row in rows),
    )


def rows_of(found: list[Outcome]) -> list[OutcomeRow]:
    measured = [each for each in found if each.effect]
    ends = [profit_end(each, end) for each in measured for end in ("total_lower", "total_upper")]
    axis = axis_of([float(end) for end in ends], width=WIDTH)
    return [_row(each, axis) for each in found]


def profit_end(outcome: Outcome, end: str) -> Decimal:
    """`end` is "total", "total_lower" or "total_upper"."""
    return _major(outcome, outcome.effect["profit"][end])


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
    total, low, high = (float(profit_end(outcome, end)) for end in ("total", "total_lower", "total_upper"))
    is_grey = outcome.effect["profit"]["verdict"] == "unclear"
    return interval(axis, total, lower=low, upper=high, is_grey=is_grey)  # type: ignore[arg-type]


def _major(outcome: Outcome, minor: float) -> Decimal:
    return from_minor(round(minor), outcome.currency)
