"""What the keys of groups, levels, classes and stages are called, and what each means (docs/definitions.md)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.lib.numerals import NOTHING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# kind → key → (name, meaning), best first: the order in which pages list them.
WORDS: dict[str, dict[str, tuple["StrPromise", "StrPromise"]]] = {
    "rfm_group": {
        "champions": (_("Champions"), _("Bought lately, often and for much.")),
        "loyal": (pgettext_lazy("RFM group", "Loyal"), _("Come often or spend much, and not long ago.")),
        "active": (pgettext_lazy("RFM group", "Active"), _("Come and spend at a middle pace.")),
        "new": (pgettext_lazy("RFM group", "New"), _("Bought lately for the first few times.")),
        "promising": (_("Promising"), _("Bought not long ago, still seldom or little.")),
        "needs_attention": (_("Needs attention"), _("Seldom or little, and it was a while ago.")),
        "at_risk": (_("At risk"), _("Used to come often or spend much, and stay away.")),
        "previously_loyal": (_("Previously loyal"), _("Were among the best, and have been away longest.")),
        "almost_lost": (_("Almost lost"), _("Seldom came, and have been away for long.")),
        "dormant": (_("Dormant"), _("Came seldom, spent little, away longest.")),
        "prospects": (_("Prospects"), _("No order yet.")),
    },
    "rfm_eight": {
        "key_value": (_("Key value"), _("Recent, frequent, high spend: keep them at their best.")),
        "key_develop": (_("Key develop"), _("Recent, high spend, but seldom: give reasons to come more often.")),
        "key_keep": (_("Key keep"), _("Frequent, high spend, but away: get in touch first.")),
        "key_retain": (_("Key retain"), _("High spend, but seldom and away: win back before it is too late.")),
        "general_value": (_("General value"), _("Recent and frequent, little spend: offer more to buy.")),
        "general_develop": (_("General develop"), _("Recent, seldom, little spend: make the start easy.")),
        "general_keep": (_("General keep"), _("Frequent once, little spend, away: remind at low cost.")),
        "general_retain": (_("General retain"), _("Seldom, little spend, away: no effort of their own.")),
    },
    "rfm_four": {
        "high_value": (_("High value"), _("Recent, frequent and high spend.")),
        "win_back": (_("To win back"), _("Frequent and worthwhile, but away.")),
        "new": (pgettext_lazy("RFM group", "New"), _("Recent, few orders so far.")),
        "low_value": (_("Low value"), _("Away, seldom and little spend.")),
    },
    "abc": {
        "A": (pgettext_lazy("ABC class", "A"), _("The first customers, who bring 80% of the spend.")),
        "B": (pgettext_lazy("ABC class", "B"), _("Those who bring the next 15%.")),
        "C": (pgettext_lazy("ABC class", "C"), _("All others, who bring the last 5%.")),
    },
    "pyramid_level": {
        "vip": (_("VIP"), _("The first 1% by spend.")),
        "major": (pgettext_lazy("pyramid level", "Major"), _("The next 4% by spend.")),
        "ordinary": (pgettext_lazy("pyramid level", "Ordinary"), _("The next 15% by spend.")),
        "small": (pgettext_lazy("pyramid level", "Small"), _("The remaining 80%.")),
    },
    "value_class": {
        "platinum": (_("Platinum"), _("High value today, and more to come: serve them best.")),
        "gold": (_("Gold"), _("High value today, little more to come: keep what is.")),
        "iron": (_("Iron"), _("Little value today, much to come: invest to grow.")),
        "lead": (
            pgettext_lazy("value class", "Lead"),
            _("Little value today and to come: watch what serving them costs."),
        ),
    },
    "stage": {
        "potential": (pgettext_lazy("lifecycle stage", "Potential"), _("No order yet.")),
        "new": (pgettext_lazy("lifecycle stage", "New"), _("One order, at most 60 days ago.")),
        "forming": (pgettext_lazy("lifecycle stage", "Forming"), _("Up to three orders: the habit is forming.")),
        "stable": (pgettext_lazy("lifecycle stage", "Stable"), _("Four orders or more, in their own rhythm.")),
        "declining": (
            pgettext_lazy("lifecycle stage", "Declining"),
            _("Unusually long silence, or spend of 90 days below half of the 90 before."),
        ),
        "lost": (pgettext_lazy("lifecycle stage", "Lost"), _("Silent for over four usual gaps, and at least 90 days.")),
    },
    "overdue_band": {
        "up_to_1": (_("on time"), _("Silent for at most one usual gap.")),
        "up_to_1_5": (_("1–1.5 gaps"), _("Silent for 1 to 1.5 usual gaps.")),
        "up_to_2": (_("1.5–2 gaps"), _("Silent for 1.5 to 2 usual gaps.")),
        "up_to_3": (_("2–3 gaps"), _("Silent for 2 to 3 usual gaps.")),
        "up_to_4": (_("3–4 gaps"), _("Silent for 3 to 4 usual gaps.")),
        "over_4": (_("over 4 gaps"), _("Silent for more than 4 usual gaps.")),
    },
}  # fmt: skip


def keys_of(kind: str) -> tuple[str, ...]:
    """The keys of a kind, best first."""
    return tuple(WORDS[kind])


def name_of(kind: str, key: str | None) -> str:
    """The name of a key (`name_of("stage", "lost")`), — where there is none; KeyError for a key that is not ours."""
    return str(WORDS[kind][key][0]) if key else NOTHING


def meaning_of(kind: str, key: str) -> str:
    """One sentence that says who stands there."""
    return str(WORDS[kind][key][1])
