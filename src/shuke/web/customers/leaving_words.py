"""Why a model calls a customer likely to leave, in words: the features of `analytics.churn` and their values."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuke.web import figures

# Feature: (what it counts, how its value reads).
_FEATURES: Mapping[str, tuple[Promise, str]] = {
    "silence_days": (gettext_lazy("since the latest visit"), "days"),
    "silence_ratio": (gettext_lazy("silence against the usual gap"), "times"),
    "median_gap_days": (gettext_lazy("usual gap between visits"), "days"),
    "longest_gap_days": (gettext_lazy("longest gap between visits"), "days"),
    "gap_variation": (gettext_lazy("unevenness of the gaps"), "ratio"),
    "active_weeks": (gettext_lazy("weeks with a visit, of 20"), "count"),
    "visit_trend_28": (gettext_lazy("pace of visits in 28 days against 20 weeks"), "times"),
    "visit_trend_70": (gettext_lazy("pace of visits in 70 days against 20 weeks"), "times"),
    "spend_trend_28": (gettext_lazy("pace of spend in 28 days against 20 weeks"), "times"),
    "spend_trend_70": (gettext_lazy("pace of spend in 70 days against 20 weeks"), "times"),
    "steady_spend_share": (gettext_lazy("spend of a usual week against the mean week"), "times"),
    "weekly_spend_variation": (gettext_lazy("unevenness of weekly spend"), "ratio"),
    "largest_week_share": (gettext_lazy("share of 20 weeks’ spend in the largest week"), "percent"),
    "largest_day_share": (gettext_lazy("share of 20 weeks’ spend on the largest day"), "percent"),
    "largest_three_weeks_share": (gettext_lazy("share of 20 weeks’ spend in the three largest weeks"), "percent"),
    "weakest_ten_weeks_share": (gettext_lazy("share of 20 weeks’ spend in the ten weakest weeks"), "percent"),
    "four_week_variation": (gettext_lazy("unevenness of spend by four weeks"), "ratio"),
    "four_week_least_share": (gettext_lazy("share of 20 weeks’ spend in the weakest four weeks"), "percent"),
    "four_week_largest_share": (gettext_lazy("share of 20 weeks’ spend in the strongest four weeks"), "percent"),
    "weak_stretches_share": (
        gettext_lazy("share of stretches of 35 days below half of the pace of 20 weeks"),
        "percent",
    ),
    "spend_per_visit": (gettext_lazy("spend per visit"), "money"),
    "recent_visit_value": (gettext_lazy("spend per visit in 42 days against 20 weeks"), "times"),
    "lines_per_visit": (gettext_lazy("lines per visit"), "ratio"),
    "weekend_share": (gettext_lazy("share of visits at weekends"), "percent"),
    "discount_share": (gettext_lazy("share of the price taken off"), "percent"),
    "discount_trend": (gettext_lazy("change of the share of the price taken off, 42 days against 20 weeks"), "percent"),
    "categories": (gettext_lazy("categories bought in 20 weeks"), "count"),
    "recent_category_share": (gettext_lazy("share of those categories bought in 42 days"), "percent"),
}
# The same of features that end with a number of days.
_OVER_DAYS: Mapping[str, tuple[Promise, str]] = {
    "visits": (gettext_lazy("visits in %(days)s days"), "count"),
    "spend": (gettext_lazy("spend in %(days)s days"), "money"),
    "weakest_stretch": (gettext_lazy("pace of the weakest %(days)s days in a row against 20 weeks"), "times"),
    "faded_visits": (gettext_lazy("visits, each counted half after %(days)s days"), "ratio"),
    "faded_spend": (gettext_lazy("spend, counted half after %(days)s days"), "money"),
    "faded_spend_share": (gettext_lazy("share of 20 weeks’ spend, counted half after %(days)s days"), "percent"),
}


def said_feature(feature: str) -> str:
    """What it counts; a feature unknown here keeps its name."""
    stem, _separator, days = feature.rpartition("_")
    if stem in _OVER_DAYS:
        return str(_OVER_DAYS[stem][0]) % {"days": days}
    return str(_FEATURES[feature][0]) if feature in _FEATURES else feature


def said_reason(given: Mapping[str, Any], *, currency: str) -> str:
    """“days since the latest visit: 31 days · 12 points”. Without a currency no amount is named."""
    shown = said_value(given["feature"], given["value"], currency=currency)
    named = said_feature(given["feature"])
    what = _("%(what)s: %(value)s") % {"what": named, "value": shown} if shown else named
    points = ngettext("%(what)s · %(count)s point", "%(what)s · %(count)s points", given["points"])
    return points % {"what": what, "count": figures.number(given["points"])}


def said_value(feature: str, value: float | None, *, currency: str) -> str:
    """In the unit of the feature, amounts from minor units of `currency`; empty where it must not be named."""
    unit = _unit(feature)
    if unit == "money" and not currency:
        return ""
    if value is None:
        return _("not known")
    match unit:
        case "days":
            return figures.days(value)
        case "times":
            return figures.times(value)
        case "percent":
            return figures.percent(value)
        case "money":
            return figures.money_text(figures.major(round(value), currency), currency)
        case "count":
            return figures.number(value)
        case _:
            return figures.number(value, decimals=1)


def _unit(feature: str) -> str:
    stem = feature.rpartition("_")[0]
    known = _OVER_DAYS.get(stem) or _FEATURES.get(feature)
    return known[1] if known else ""
