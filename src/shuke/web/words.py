"""Keys and reasons in the reader's words, with this installation's money and product names filled in."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.report.words import reason_plain, reason_sentence
from shuke.web import figures

Reason = Mapping[str, Any]


def reason_html(reason: Reason, *, currency: str, product_names: Mapping[str, str]) -> SafeString:
    """One sentence, the customer's own figures strong. Money facts are in minor units of `currency`.

    Without a currency no amount is named: for those who do not see money.
    """
    return reason_sentence(reason["code"], _with_names(reason, product_names), money=_writer(currency))


def reason_text(reason: Reason, *, currency: str, product_names: Mapping[str, str]) -> str:
    """The same for files and labels."""
    return reason_plain(reason["code"], _with_names(reason, product_names), money=_writer(currency))


def products_named(reasons: Iterable[Reason]) -> set[str]:
    """Codes of the products that `reasons` speak of, to be looked up in one query for a whole page."""
    return {str(facts_of(reason)["product"]) for reason in reasons if facts_of(reason).get("product")}


def discount_words(percent: Decimal) -> str:
    """“15% off”; Chinese shops say how many tenths are left to pay: 8.5 折."""
    if percent == 100:
        return pgettext("a discount of 100 %", "free")
    if not (get_language() or "").startswith("zh"):
        return _("%(percent)s%% off") % {"percent": f"{percent.normalize():f}"}
    return f"{((100 - percent) / 10).normalize():f} 折"


def held_value(value: object) -> str:
    """What a custom field holds, as it reads."""
    if value is None or value == "":
        return figures.NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return figures.number(value, decimals=0 if isinstance(value, int) else 2)
    return str(value)


def facts_of(reason: Reason) -> dict[str, Any]:
    return dict(reason.get("facts", reason))


def _with_names(reason: Reason, product_names: Mapping[str, str]) -> dict[str, Any]:
    facts = facts_of(reason)
    if "product" in facts:
        facts["product"] = product_names.get(str(facts["product"]), facts["product"])
    return facts


def _writer(currency: str) -> Callable[[float], str] | None:
    if not currency:
        return None
    return lambda amount_minor: figures.money_text(from_minor(round(amount_minor), currency), currency)
