"""What a campaign changed and what was forecast, as rows with their interval drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries.planning import terms_of
from shuke.actions.campaigns.results import Part
from shuke.lib.money import from_minor
from shuke.outcomes.models import Outcome
from shuke.web import figures
from shuke.web.campaigns.drawing import axis_of, interval

ROW_WIDTH, SIDE_WIDTH = 198, 296


@dataclass(frozen=True)
class ChangedRow:
    """One fifth by recency: those written to beside those held out."""

    group: str
    treated_count: int
    treated: float
    held: float
    points: str  # difference, signed
    drawn: SafeString
    standing: str  # "pays", "does not pay", "cannot tell yet"
    pays: bool


def changed_rows(campaign: Campaign, outcome: Outcome) -> list[ChangedRow]:
    """The newest first; groups too small to measure are left out."""
    breakeven = terms_of(campaign).breakeven_rate
    groups = sorted(((int(key), found) for key, found in outcome.groups.items()), reverse=True)
    ends = [found["response"][end] for _group, found in groups for end in ("lower", "upper")]
    axis = axis_of([breakeven, *ends], width=ROW_WIDTH)
    return [_changed(group, found, breakeven, axis) for group, found in groups]


def _changed(group: int, found: Mapping[str, Any], breakeven: float, axis: Any) -> ChangedRow:
    response = found["response"]
    pays, loses = response["lower"] > breakeven, response["upper"] < breakeven
    return ChangedRow(
        group=f"R{group}" if group else _("no purchase in a year"),
        treated_count=found["sizes"]["treated"],
        treated=response["treated"],
        held=response["control"],
        points=figures.number(response["difference"] * 100, decimals=2, signed=True),
        drawn=interval(
            axis, response["difference"], lower=response["lower"], upper=response["upper"], mark=breakeven,
            is_grey=not pays,
        ),
        standing=_("Pays") if pays else _("Does not pay") if loses else _("Cannot tell yet"),
        pays=pays,
    )  # fmt: skip


@dataclass(frozen=True)
class ForecastRow:
    name: str
    amount: Decimal
    drawn: SafeString
    below: str  # what stands under it


def forecast_rows(campaign: Campaign, rolled: Part | None, outcome: Outcome | None, money: str) -> list[ForecastRow]:
    """Forecast, actual, and what the campaign itself brought: the roll-out's profit on one axis from zero."""
    forecast = campaign.forecast
    if not forecast or not money:
        return []
    added = outcome.effect["profit"] if outcome and outcome.effect else None
    added_major = {key: _major(added[key], money) for key in ("total", "total_lower", "total_upper")} if added else {}
    actual = [rolled.profit] if rolled else []
    axis = axis_of(
        [forecast["lower"], forecast["upper"], *actual, *(float(value) for value in added_major.values())],
        width=SIDE_WIDTH,
    )
    rows = [
        ForecastRow(
            _("Forecast, %(day)s") % {"day": figures.short_day(campaign.roll_out_on)},
            Decimal(str(round(forecast["profit"], 2))),
            interval(axis, forecast["profit"], lower=forecast["lower"], upper=forecast["upper"], is_grey=True),
            _between(forecast["lower"], forecast["upper"], money),
        )
    ]
    if rolled:
        rows.append(_actual(rolled, forecast, axis))
    if added_major:
        low, high = float(added_major["total_lower"]), float(added_major["total_upper"])
        drawn = interval(axis, float(added_major["total"]), lower=low, upper=high)
        rows.append(ForecastRow(_("Because of it"), added_major["total"], drawn, _between(low, high, money)))
    return rows


def _actual(rolled: Part, forecast: Mapping[str, Any], axis: Any) -> ForecastRow:
    sales = _("%(count)s answers") % {"count": figures.number(rolled.answers)}
    is_inside = forecast["lower"] <= rolled.profit <= forecast["upper"]
    place = _("inside the range") if is_inside else _("outside the range")
    amount = Decimal(str(round(rolled.profit, 2)))
    return ForecastRow(_("Actual"), amount, interval(axis, rolled.profit), f"{sales}; {place}")


def _between(low: float, high: float, money: str) -> str:
    return _("95%%: %(low)s to %(high)s") % {
        "low": figures.money_text(low, money),
        "high": figures.money_text(high, money),
    }


def _major(minor: float, money: str) -> Decimal:
    return from_minor(round(minor), money)
