"""What the settings of a run are called, and in which unit they stand. One without words is shown by its name."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.lib.numerals import percent
from shuke.web import figures
from shuke.web.words import held_value

NAMES: Mapping[str, Promise] = {
    "window_days": gettext_lazy("Window of the scores"),
    "rfm_method": gettext_lazy("RFM: how codes are cut"),
    "rfm_monetary": gettext_lazy("RFM: what M counts"),
    "rfm_cuts": gettext_lazy("RFM: cuts of one's own"),
    "abc_a_share": gettext_lazy("ABC: A reaches to this share of sales"),
    "abc_b_share": gettext_lazy("ABC: B reaches to this share of sales"),
    "pyramid_shares": gettext_lazy("Pyramid: where its levels end"),
    "spike.order_share": gettext_lazy("Spike: one order above this share of the spend"),
    "spike.period_days": gettext_lazy("Spike: all spend in one month, when read over"),
    "champion.buyers_share": gettext_lazy("Champion: among the first buyers of a product"),
    "champion.min_buyers": gettext_lazy("Champion: buyers the product needs"),
    "champion.own_share": gettext_lazy("Champion: share of the customer's own spend"),
    "quadrant.high_percentile": gettext_lazy("Value class: high from this percentile on"),
    "quadrant.trend_days": gettext_lazy("Value class: days whose spend is the expectation"),
    "rhythm.min_own_gaps": gettext_lazy("Rhythm: gaps of one's own that an alert needs"),
    "rhythm.group_weight": gettext_lazy("Rhythm: the group counts like so many gaps"),
    "rhythm.store_min_customers": gettext_lazy("Rhythm: customers that make a store its own group"),
    "rhythm.abnormal_below": gettext_lazy("Rhythm: a silence is abnormal below this probability"),
    "rhythm.closed_from_orders": gettext_lazy("Rhythm: orders a day from which a day without any was a closing day"),
    "stage.lost_ratio": gettext_lazy("Stage: lost above this many usual gaps"),
    "stage.lost_days": gettext_lazy("Stage: lost from so many silent days on"),
    "stage.new_days": gettext_lazy("Stage: new for so many days"),
    "stage.falling_orders": gettext_lazy("Stage: orders before that a decline needs"),
    "stage.falling_share": gettext_lazy("Stage: declining below this share of the spend before"),
    "stage.forming_orders": gettext_lazy("Stage: forming up to so many orders"),
    "churn.horizon_days": gettext_lazy("Leaving: no order in so many days"),
    "churn.min_history_days": gettext_lazy("Leaving: history that is needed"),
    "years": gettext_lazy("Lifetime value: years to come"),
    "discount_rate_per_year": gettext_lazy("Lifetime value: discount rate a year"),
    "margin_share": gettext_lazy("Lifetime value: margin, none for what costs say"),
    "cost_to_serve_per_year": gettext_lazy("Lifetime value: cost to serve a year"),
    "win_back_share": gettext_lazy("Win-back: share of a year's margin it may cost"),
    "share_new": gettext_lazy("Next basket: share kept for products that are new to the customer"),
    "min_support": gettext_lazy("Pairs: on this share of the orders at least"),
    "max_false_share": gettext_lazy("Pairs: false finds among those shown, at most"),
    "uptake": gettext_lazy("Pairs: share of the pull that becomes sales, assumed"),
    "discount": gettext_lazy("Pairs: discount of a set, assumed"),
    "corrects": gettext_lazy("Forecasts are corrected by their latest error"),
}
CHOICES: Mapping[tuple[str, str], Promise] = {
    ("rfm_method", "independent"): pgettext_lazy("RFM method", "each by itself"),
    ("rfm_method", "nested"): pgettext_lazy("RFM method", "one within the other"),
    ("rfm_method", "thresholds"): pgettext_lazy("RFM method", "by cuts of one's own"),
    ("rfm_monetary", "spend"): pgettext_lazy("RFM", "spend"),
    ("rfm_monetary", "average_order"): pgettext_lazy("RFM", "average order"),
}
SHARES = ("share", "shares", "percentile", "below")  # the ends of names whose values are parts of one


def setting_name(path: str) -> str:
    return str(NAMES.get(path, path))


def setting_value(path: str, value: Any) -> str:
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return held_value(value)
    if isinstance(value, list | tuple):
        return _(", ").join(setting_value(path, each) for each in value)
    if (path, value) in CHOICES:
        return str(CHOICES[path, value])
    if path.endswith(SHARES):
        return percent(value)
    return figures.days(value) if path.endswith("_days") else str(value)
