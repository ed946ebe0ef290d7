"""Money: a Decimal with a currency at the edges, integer minor units in the warehouse."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from string import ascii_uppercase

from babel.numbers import get_currency_precision, get_currency_symbol, list_currencies

from shuke.lib.errors import ShukeError

# ISO 4217, less its codes for “no currency” and “testing”.
CURRENCIES = frozenset(list_currencies("en")) - {"XXX", "XTS"}


class UnknownCurrency(ShukeError):
    """A currency code outside ISO 4217."""


@cache
def exponent(currency: str) -> int:
    """Decimal places of the currency's minor unit: 2 for CNY, 0 for JPY, 3 for KWD."""
    if currency not in CURRENCIES:
        raise UnknownCurrency(f"“{currency}” is not an ISO 4217 currency code; write for example CNY, USD or EUR.")
    return get_currency_precision(currency)


@cache
def symbol(currency: str, language: str = "en") -> str:
    """The sign before an amount: ¥ for CNY in Chinese, CN¥ where ¥ could mean two currencies."""
    return get_currency_symbol(currency, locale=_BABEL_LOCALES.get(language, "en"))


def mark_of(currency: str) -> str:
    """The bare sign, ¥ and not CN¥: a shop speaks of one currency. A code stands where there is no sign."""
    full = symbol(currency)
    return full.lstrip(ascii_uppercase) or f"{full} "


def to_minor(amount: Decimal, currency: str) -> int:
    """Integer minor units, half a unit away from zero."""
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def finely_minor(amount: Decimal, currency: str) -> float:
    """Minor units with their fraction, for what one piece costs: 0.625 CNY is 62.5."""
    return float(amount.scaleb(exponent(currency)))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    return Decimal(amount_minor).scaleb(-exponent(currency))


_BABEL_LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
