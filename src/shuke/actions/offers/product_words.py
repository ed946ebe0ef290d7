"""Products in the words of a message, in the language that is active."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shuke.lib.money import exponent, mark_of
from shuke.lib.numerals import number
from shuke.records.messages.rules import blocks
from shuke.records.messages.rules.writing import BULLET

# Lists of three as the shop writes them: “a, b and c”, 甲、乙和丙.
_LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}


@dataclass(frozen=True)
class Item:
    name: str
    price: Decimal | None  # in the business's currency


@dataclass(frozen=True)
class Said:
    """What the words of one reader are made of."""

    shelf: Mapping[int, Item]
    currency: str
    store: str  # empty: no home store
    days_since: int  # the day on which it was foretold


class Picked(Protocol):
    @property
    def product_key(self) -> int: ...
    @property
    def why(self) -> Mapping[str, Any]: ...


def block_words(block: blocks.Block, picks: Sequence[Picked], said: Said) -> str:
    """Empty where nothing is picked."""
    if not picks:
        return ""
    match block.form:
        case blocks.PRODUCT:
            return said.shelf[picks[0].product_key].name
        case blocks.PRODUCT_REASON:
            return reason_words(picks[0].why, said)
        case blocks.PRODUCT_LIST:
            return "\n".join(_line(pick, said) for pick in picks)
        case _:
            names = [said.shelf[pick.product_key].name for pick in picks]
            return str(format_list(names, locale=_LOCALES.get(get_language() or "", "en_GB")))


def _line(pick: Picked, said: Said) -> str:
    item = said.shelf[pick.product_key]
    parts = [item.name, _price(item.price, said.currency), reason_words(pick.why, said)]
    return BULLET + " · ".join(part for part in parts if part)


def _price(price: Decimal | None, currency: str) -> str:
    return f"{mark_of(currency)}{number(price, decimals=exponent(currency))}" if price else ""


def reason_words(why: Mapping[str, Any], said: Said) -> str:
    """A reason of the library's `basket.explaining`, as one says it to the customer themselves."""
    match why["code"]:
        case "due":
            return _("you buy it every %(usual)s days, it has been %(silence)s") % {
                "usual": why["usual_days"],
                "silence": why["silence_days"] + said.days_since,
            }
        case "habit":
            return _("in %(times)s of your latest %(baskets)s purchases") % {
                "times": why["times"],
                "baskets": why["baskets"],
            }
        case "bought_before":
            days = why["silence_days"] + said.days_since
            return ngettext("you bought it %(days)s day ago", "you bought it %(days)s days ago", days) % {"days": days}
        case "goes_with":
            beside = said.shelf.get(int(why["product_id"]))
            return _("often bought with %(product)s") % {"product": beside.name} if beside else _("suits what you buy")
        case "new_in_shop":
            return _("new in the shop")
        case "in_season":
            return _("much bought in these weeks")
        case "best_seller" if said.store:
            return _("bought most often at %(store)s") % {"store": said.store}
        case "best_seller":
            return _("bought most often with us")
        case _:
            return _("many customers buy it")
