"""Numbers, money and days as the report's reader writes them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from babel.dates import format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuke.lib import numerals
from shuke.lib.money import symbol
from shuke.lib.numerals import NOTHING

BABEL = {"en": "en", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
WITHOUT_YEAR = {"en": "d MMM", "zh-hans": "M 月 d 日", "zh-hant": "M 月 d 日"}
WITH_YEAR = {"en": "d MMM yyyy", "zh-hans": "yyyy 年 M 月 d 日", "zh-hant": "yyyy 年 M 月 d 日"}
MONTH = {"en": "MMM", "zh-hans": "M 月", "zh-hant": "M 月"}
# Up to here amounts keep the file's decimals: cents matter in 4.35, not in 4,350.
WHOLE_FROM = 100


@dataclass(frozen=True)
class Numbers:
    """How one file's numbers are written in one language."""

    language: str  # en, zh-hans, zh-hant
    decimals: int  # of the file's amounts, which come as whole units of 10^-decimals
    currency: str  # ISO 4217 or ""

    def money(self, units: float | None) -> str:
        """“−¥3,260”."""
        sign, mark, digits = self._money_parts(units)
        return f"{sign}{mark}{digits}"

    def money_html(self, units: float | None) -> SafeString:
        """The same with a light, smaller currency sign."""
        sign, mark, digits = self._money_parts(units)
        return format_html("{}<i>{}</i>{}", sign, mark, digits)

    def day(self, day: dt.date) -> str:
        return format_date(day, WITH_YEAR[self.language], locale=BABEL[self.language])

    def short_day(self, day: dt.date) -> str:
        return format_date(day, WITHOUT_YEAR[self.language], locale=BABEL[self.language])

    def month(self, day: dt.date) -> str:
        return format_date(day, MONTH[self.language], locale=BABEL[self.language])

    def _money_parts(self, units: float | None) -> tuple[str, str, str]:
        if units is None or pd.isna(units):
            return "", "", NOTHING
        amount = Decimal(str(units)).scaleb(-self.decimals)
        decimals = 0 if abs(amount) >= WHOLE_FROM else self.decimals
        exact = numerals.rounded(amount, decimals)
        mark = symbol(self.currency, self.language) if self.currency else ""
        return numerals.sign_of(exact), mark, f"{abs(exact):,.{decimals}f}"


def count(value: float, *, signed: bool = False) -> str:
    return numerals.number(value, signed=signed)


def decimal(value: float | None, places: int = 1) -> str:
    return numerals.number(_known(value), decimals=places)


def percent(share: float | None, places: int = 0) -> str:
    return numerals.percent(_known(share), decimals=places)


def _known(value: float | None) -> float | None:
    """Frames hold NaN where nothing is known."""
    return None if value is None or pd.isna(value) else value
