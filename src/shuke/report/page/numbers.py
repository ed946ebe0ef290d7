"""Numbers, money and days as the report's reader writes them."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from babel.dates import format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuke.lib.money import symbol

NOTHING = "—"
MINUS = "−"
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
        rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        mark = symbol(self.currency, self.language) if self.currency else ""
        return MINUS if rounded < 0 else "", mark, f"{abs(rounded):,.{decimals}f}"


def count(number: float, *, signed: bool = False) -> str:
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{abs(round(number)):,}"


def decimal(number: float | None, places: int = 1) -> str:
    return NOTHING if number is None or pd.isna(number) else f"{number:,.{places}f}"


def percent(share: float | None, places: int = 0) -> str:
    """0.382 → “38%”; what is not zero never reads 0 %, what is not whole never reads 100 %."""
    if share is None or pd.isna(share):
        return NOTHING
    smallest = 10.0**-places
    if 0 < share * 100 < smallest / 2:
        return f"<{smallest:.{places}f}%"
    if 0 < 100 - share * 100 < smallest / 2:
        return f">{100 - smallest:.{places}f}%"
    return f"{share * 100:.{places}f}%"
