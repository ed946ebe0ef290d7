"""What the money brought back, as the page and the mail say it: a row for each effect, and all together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.outcomes.models import Outcome
from shuke.records.stores.queries import business
from shuke.web.campaigns.drawing import Axis, axis_of, interval
from shuke.web.campaigns.words import revenue_verdict, verdict

WIDTH = 240
MOST_ROWS = 200
ROUTES = {
    Outcome.Kind.CAMPAIGN: "campaign",
    Outcome.Kind.CARE: "care_programme",
    Outcome.Kind.JOURNEY: "journey",
    Outcome.Kind.EVENT: "event",
}


@dataclass(frozen=True)
class OutcomeRow:
    outcome: Outcome
    part: str
    url: str
    cost: Decimal | None
    revenue: Decimal | None
    profit: Decimal | None
    drawn: SafeString
    verdict: str


@dataclass(frozen=True)
class Brought:
    rows: list[OutcomeRow]  # the newest first, each in the currency it was measured in
    cost: Decimal  # in the currency of the business, as the profit: amounts from before it changed are not added
    profit: Decimal  # of all that could be measured
    surely: int  # rows whose interval lies above zero
    others: list[OutcomeRow]  # journeys and care of which is not known what they cost; what was bought is


def money_brought(*, only: Iterable[Outcome] | None = None) -> Brought:
    """Of the latest campaigns, events, journeys and care programmes; `only`: of these."""
    found = Outcome.objects.all() if only is None else Outcome.objects.filter(pk__in=[each.pk for each in only])
    unpriced = Q(effect__has_key="response") & ~Q(effect__has_key="profit")
    rows = rows_of(list(found.exclude(unpriced)[:MOST_ROWS]))
    others = rows_of(list(found.filter(unpriced)[:MOST_ROWS]), of="revenue")
    currency = business().currency
    alike = [row for row in rows if row.outcome.currency == currency]
    return Brought(
        rows=rows,
        cost=sum((row.cost for row in alike if row.cost is not None), Decimal(0)),
        profit=sum((row.profit for row in alike if row.profit is not None), Decimal(0)),
        surely=sum(row.outcome.effect.get("profit", {}).get("verdict") == "gain" for row in rows),
        others=others,
    )


def rows_of(found: list[Outcome], *, of: str = "profit") -> list[OutcomeRow]:
    """`of`: what is drawn and judged, "profit" or "revenue"."""
    axes = {currency: _axis(found, of, currency) for currency in {each.currency for each in found}}
    return [_row(each, axes[each.currency], of) for each in found]


def _axis(found: list[Outcome], of: str, currency: str) -> Axis:
    """Ten thousand yen and ten thousand yuan are not as long as each other."""
    ends = [end for each in found if each.currency == currency for end in total_of(each, of=of)[1:] if end is not None]
    return axis_of([float(end) for end in ends], width=WIDTH)


def total_of(outcome: Outcome, *, of: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """What was changed in all, with the ends of its interval; None where nothing could be measured."""
    row = outcome.effect.get(of, {})
    total, lower, upper = (row.get(name) for name in ("total", "total_lower", "total_upper"))
    return _major(outcome, total), _major(outcome, lower), _major(outcome, upper)


def _row(outcome: Outcome, axis: Axis, of: str) -> OutcomeRow:
    effect = outcome.effect
    return OutcomeRow(
        outcome=outcome,
        part=_part(outcome),
        url=_url(outcome),
        cost=_major(outcome, outcome.cost_minor),
        revenue=total_of(outcome, of="revenue")[0],
        profit=total_of(outcome, of="profit")[0],
        drawn=_drawn(outcome, axis, of),
        verdict=_said(outcome, of) if effect else outcome.refusal,
    )


def _part(outcome: Outcome) -> str:
    if outcome.kind != Outcome.Kind.CAMPAIGN:
        return str(outcome.get_kind_display())
    return _("test") if outcome.key.endswith(":test") else _("roll-out")


def _url(outcome: Outcome) -> str:
    return reverse(ROUTES[Outcome.Kind(outcome.kind)], args=[outcome.key.partition(":")[0]])


def _said(outcome: Outcome, of: str) -> str:
    return verdict(outcome) if of == "profit" else revenue_verdict(outcome)


def _drawn(outcome: Outcome, axis: Axis, of: str) -> SafeString:
    total, low, high = total_of(outcome, of=of)
    if total is None or low is None or high is None:
        return SafeString("")
    is_grey = outcome.effect[of]["verdict"] == "unclear"
    return interval(axis, float(total), lower=float(low), upper=float(high), is_grey=is_grey)


def _major(outcome: Outcome, minor: float | None) -> Decimal | None:
    return None if minor is None else from_minor(round(minor), outcome.currency)
