"""Sentences of the page: a translated pattern with this file's numbers in `<b>`."""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.report.figures import Figures
from shuke.report.page.health import Health
from shuke.report.page.numbers import Numbers, count, percent


def strong(pattern: str, facts: Mapping[str, str]) -> SafeString:
    return mark_safe(escape(pattern) % {name: f"<b>{escape(fact)}</b>" for name, fact in facts.items()})


def headline(figures: Figures, health: Health, numbers: Numbers, *, slipping: int) -> SafeString:
    """What a manager should know in three sentences."""
    said = [_recent(health), _concentration(figures), _danger(figures, numbers, slipping=slipping)]
    return mark_safe(" ".join(sentence for sentence in said if sentence))


def verdict(health: Health) -> str:
    """“Healthy: rising 4 months in a row”; empty where there is nothing to compare with."""
    in_a_row = health.months_in_a_row > 1
    patterns = {
        "rising": _("Healthy: rising %(months)s months in a row") if in_a_row else _("Healthy: up on the month before"),
        "falling": _("Warning: falling %(months)s months in a row")
        if in_a_row
        else _("Warning: down on the month before"),
        "level": _("Level with the month before"),
        "unknown": "",
    }
    return patterns[health.verdict] % {"months": count(health.months_in_a_row)}


def _recent(health: Health) -> SafeString:
    facts = {"customers": count(health.customers), "total": count(health.customers_total)}
    said = strong(_("%(customers)s of %(total)s customers bought within the last month."), facts)
    if not health.change:
        return said
    more = _("That is %(change)s more than at the end of the month before.")
    fewer = _("That is %(change)s fewer than at the end of the month before.")
    compared = strong(more if health.change > 0 else fewer, {"change": count(abs(health.change))})
    return mark_safe(f"{said} {compared}")


def _concentration(figures: Figures) -> SafeString:
    share = figures.share_bringing_80
    if not share:
        return SafeString("")
    return strong(_("%(share)s of the customers bring 80%% of the spend."), {"share": percent(share)})


def _danger(figures: Figures, numbers: Numbers, *, slipping: int) -> SafeString:
    if not slipping:
        return SafeString(escape(_("Nobody is slipping away from a rhythm of their own.")))
    at_risk = figures.slipping["value_at_risk"]
    facts = {"customers": count(slipping), "money": numbers.money(at_risk.sum())}
    if at_risk.notna().any():
        pattern = ngettext(
            "%(customers)s regular is slipping away, which puts %(money)s a year at risk.",
            "%(customers)s regulars are slipping away, which puts %(money)s a year at risk.",
            slipping,
        )
    else:
        pattern = ngettext(
            "%(customers)s regular is slipping away.", "%(customers)s regulars are slipping away.", slipping
        )
    return strong(pattern, facts)
