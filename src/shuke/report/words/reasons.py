"""Reasons in words: a code with facts (`analytics.worth.reasons`) becomes one sentence with this customer's numbers."""

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Facts = Mapping[str, Any]
Money = Callable[[float], str]

# Wording → sentences, the most telling first: the first whose facts are all known is said. None ends with a score.
SENTENCES: dict[str, tuple["StrPromise", ...]] = {
    "gap_long": (_("Usually %(usual)s, now %(silence)s: longer than %(share)s of the gaps"),),
    "long_overdue": (
        _("Usually %(usual)s, silent for %(silence)s: %(times)s times as long"),
        _("Silent for %(silence)s"),
    ),
    "spend_falling": (
        _("Spend fell by %(drop)s in 90 days, from %(money_before)s to %(money_now)s"),
        _("Spend fell by %(drop)s against the 90 days before"),
    ),
    "spend_stopped": (
        _("Nothing bought in 90 days, after %(money_before)s in the 90 before"),
        _("Nothing bought in 90 days, though regular in the 90 before"),
    ),
    "returned": (_("Came back after %(silence)s"),),
    "one_off_spike": (_("One order is %(share)s of the spend"),),
    "one_month_spike": (_("All spend fell in one month"),),
    "top_share": (_("Number %(rank)s by spend, among the first %(rank_share)s"),),
    "champion": (_("Among the best buyers of %(product)s"),),
    "champion_of_many": (_("Among the best buyers of %(products)s, most of all %(product)s"),),
    "room_to_grow": (
        _("Could bring %(money_potential)s more a year"),
        _("Could bring more: buys little of what others of this size buy"),
    ),
    "new_customer": (_("First order %(days)s ago, none since"),),
    "new_today": (_("First order on the latest day"),),
    "few_orders": (_("%(orders)s so far: the habit is forming"),),
    "on_rhythm": (_("Usually %(usual)s, latest order %(silence)s ago"), _("Buys regularly")),
}


def reason_sentence(code: str, facts: Facts, *, money: Money | None = None) -> SafeString:
    """The reason as HTML with its facts in `<b>`; every fact is escaped.

    Args:
        code, facts: as in `analytics.worth.reasons` (a further key `code` among the facts does no harm).
        money: writes an amount in the unit of the facts; without it sentences keep to shares and days.
    """
    pattern, said = _choose(code, facts, money)
    return mark_safe(escape(pattern) % {name: f"<b>{escape(fact)}</b>" for name, fact in said.items()})


def reason_plain(code: str, facts: Facts, *, money: Money | None = None) -> str:
    """The same without markup."""
    pattern, said = _choose(code, facts, money)
    return pattern % said


def _choose(code: str, facts: Facts, money: Money | None) -> tuple[str, dict[str, str]]:
    said = _in_words(facts, money)
    patterns = [str(pattern) for pattern in SENTENCES[_wording(code, facts)]]
    return next((pattern for pattern in patterns[:-1] if _is_sayable(pattern, said)), patterns[-1]), said


def _wording(code: str, facts: Facts) -> str:
    """One code, several situations: which of them the facts describe."""
    if code == "spend_falling" and facts.get("spend_90", 0) <= 0:
        return "spend_stopped"
    if code == "one_off_spike" and facts.get("active_months") == 1:
        return "one_month_spike"
    if code == "champion" and facts.get("products", 1) > 1:
        return "champion_of_many"
    if code == "new_customer" and facts.get("days") == 0:
        return "new_today"
    return code


def _is_sayable(pattern: str, said: Mapping[str, str]) -> bool:
    return set(_PLACEHOLDER.findall(pattern)) <= said.keys()


def _in_words(facts: Facts, money: Money | None) -> dict[str, str]:
    known = {name: value for name, value in facts.items() if value is not None}
    said = {name: write(known[fact]) for name, (fact, write) in WRITTEN.items() if fact in known}
    if "spend_90" in known and known.get("spend_90_before", 0) > 0:
        said["drop"] = _share(1 - known["spend_90"] / known["spend_90_before"])
    if money:
        said |= {name: money(known[fact]) for name, fact in MONEY.items() if fact in known}
    return said


def _days(count: float) -> str:
    return ngettext("%(count)s day", "%(count)s days", round(count)) % {"count": f"{round(count):,}"}


def rhythm_words(days: float) -> str:
    """“every 9 days”, after “usually”."""
    whole = round(days)
    # A gap of one and a half days is not “every day” yet.
    return gettext("almost every day") if whole <= 1 else gettext("every %(count)s days") % {"count": f"{whole:,}"}


def _orders(count: int) -> str:
    return ngettext("%(count)s order", "%(count)s orders", count) % {"count": f"{count:,}"}


def _products(count: int) -> str:
    return ngettext("%(count)s product", "%(count)s products", count) % {"count": f"{count:,}"}


def _share(share: float) -> str:
    """Whole percent, rounded down: “longer than 100 % of the gaps” would claim too much."""
    return f"{min(99, int(share * 100 + 1e-9))}%"


def _first_share(share: float) -> str:
    """How far from the top, rounded up to what is still true: the first 0.3 %, the first 4 %."""
    percent = round(share * 100, 6)
    return f"{math.ceil(percent * 10) / 10:.1f}%" if percent < 1 else f"{math.ceil(percent)}%"


# Name in the sentence → the fact it comes from and how that is written.
WRITTEN: dict[str, tuple[str, Callable[[Any], str]]] = {
    "usual": ("usual_days", rhythm_words),
    "silence": ("silence_days", _days),
    "days": ("days", _days),
    "share": ("share", _share),
    "times": ("times", lambda times: f"{times:,.1f}"),
    "rank": ("rank", lambda rank: f"{rank:,}"),
    "rank_share": ("rank_share", _first_share),
    "product": ("product", str),
    "products": ("products", _products),
    "orders": ("orders", _orders),
}
MONEY = {"money_now": "spend_90", "money_before": "spend_90_before", "money_potential": "potential"}
