"""A card of points in English sentences, for notebooks, tables and documents; pages word the bands themselves."""

from collections.abc import Sequence

from shuke.analytics.churn.labels import Leaving
from shuke.analytics.churn.points import Band

MEANINGS = {
    "silence_days": "days since the latest visit",
    "silence_ratio": "silence against the usual gap",
    "median_gap_days": "usual days between visits",
    "longest_gap_days": "longest gap in days",
    "gap_variation": "unevenness of the gaps",
    "active_weeks": "weeks with a visit, of 20",
    "visit_trend_28": "pace of visits in 28 days against 20 weeks",
    "visit_trend_70": "pace of visits in 70 days against 20 weeks",
    "spend_trend_28": "pace of spend in 28 days against 20 weeks",
    "spend_trend_70": "pace of spend in 70 days against 20 weeks",
    "steady_spend_share": "spend of a usual week against the mean week",
    "weekly_spend_variation": "unevenness of weekly spend",
    "largest_week_share": "share of 20 weeks' spend in the largest week",
    "largest_day_share": "share of 20 weeks' spend on the largest day",
    "largest_three_weeks_share": "share of 20 weeks' spend in the three largest weeks",
    "weakest_ten_weeks_share": "share of 20 weeks' spend in the ten weakest weeks",
    "four_week_variation": "unevenness of spend by four weeks",
    "four_week_least_share": "share of 20 weeks' spend in the weakest four weeks",
    "four_week_largest_share": "share of 20 weeks' spend in the strongest four weeks",
    "weak_stretches_share": "share of stretches of 35 days below half of the pace of 20 weeks",
    "spend_per_visit": "spend per visit",
    "recent_visit_value": "spend per visit in 42 days against 20 weeks",
    "lines_per_visit": "lines per visit",
    "weekend_share": "share of visits at weekends",
    "discount_share": "share of the price taken off",
    "discount_trend": "share of the price taken off in 42 days less that in 20 weeks",
    "categories": "categories bought in 20 weeks",
    "recent_category_share": "share of those categories bought in 42 days",
}
OVER_DAYS = {
    "visits": "visits in {days} days",
    "spend": "spend in {days} days",
    "faded_visits": "visits, each counted half after {days} days",
    "faded_spend": "spend, counted half after {days} days",
    "weakest_stretch": "pace of the weakest {days} days in a row against 20 weeks",
    "faded_spend_share": "share of 20 weeks' spend, counted half after {days} days",
}
LEAVING = {
    Leaving.SPEND_HALVES: "the next 70 days bring less than half of the pace of the 20 weeks before",
    Leaving.NO_VISIT: "no visit in the next 42 days",
}


def sentences(bands: Sequence[Band], *, leaving: Leaving, points_per_doubling: float) -> list[str]:
    """What the card says: first how to read it, then one sentence for each band with points."""
    head = f"Points for: {LEAVING[leaving]}. {points_per_doubling:.0f} points more double the odds."
    return [head, *(_sentence(band) for band in bands if band.points)]


def meaning(feature: str) -> str:
    """What a feature counts, in words."""
    stem, _, days = feature.rpartition("_")
    if stem in OVER_DAYS:
        return OVER_DAYS[stem].format(days=days)
    return MEANINGS.get(feature, feature)


def _sentence(band: Band) -> str:
    return f"{_range(band)}: {band.points} point{'' if band.points == 1 else 's'}."


def _range(band: Band) -> str:
    named = meaning(band.feature)
    named = named[0].upper() + named[1:]
    if band.above is None and band.up_to is None:
        return f"{named} not known"
    if band.above is None:
        return f"{named} up to {band.up_to:.3g}"
    if band.up_to is None:
        return f"{named} above {band.above:.3g}"
    return f"{named} above {band.above:.3g}, up to {band.up_to:.3g}"
