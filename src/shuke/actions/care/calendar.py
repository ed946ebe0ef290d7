"""Days that come again every year, by the sun or by the moon."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lunardate import LunarDate

from shuke.lib.dates import next_lunar_day

# Key → its day: "01-01" by the sun, "lunar 08-15" by the moon; Qingming follows the sun's path.
_DAYS: Mapping[str, str] = {
    "new_year": "01-01",
    "spring_festival": "lunar 01-01",
    "lantern": "lunar 01-15",
    "womens_day": "03-08",
    "qingming": "",
    "labour_day": "05-01",
    "dragon_boat": "lunar 05-05",
    "qixi": "lunar 07-07",
    "mid_autumn": "lunar 08-15",
    "double_ninth": "lunar 09-09",
    "national_day": "10-01",
    "winter_solstice": "",
    "christmas": "12-25",
    "laba": "lunar 12-08",
    "new_years_eve": "lunar 12-30",
}
_NAMES: Mapping[str, Promise] = {
    "new_year": _("New Year"),
    "spring_festival": _("Spring Festival"),
    "lantern": _("Lantern Festival"),
    "womens_day": _("Women’s Day"),
    "qingming": _("Qingming"),
    "labour_day": _("Labour Day"),
    "dragon_boat": _("Dragon Boat Festival"),
    "qixi": _("Qixi"),
    "mid_autumn": _("Mid-Autumn Festival"),
    "double_ninth": _("Double Ninth Festival"),
    "national_day": _("National Day"),
    "winter_solstice": _("Winter Solstice"),
    "christmas": _("Christmas"),
    "laba": _("Laba Festival"),
    "new_years_eve": _("Lunar New Year’s Eve"),
}
HOLIDAYS = tuple(_NAMES.items())
# Month and coefficient of the solar terms between 2001 and 2100, by the rule ⌊y × 0.2422 + c⌋ − ⌊(y − lag) ÷ 4⌋ of
# the perpetual calendar; the lag is 1 before the end of February. 2021's solstice is one day off the plain rule.
_TERMS = {"qingming": (4, 4.81), "winter_solstice": (12, 21.94)}
_TERM_EXCEPTIONS = {("winter_solstice", 2021): -1}


def is_holiday(key: str, *, day: date) -> bool:
    if key in _TERMS:
        return _solar_term(key, day.year) == day
    rule = _DAYS[key]
    if rule.startswith("lunar "):
        return next_lunar_day(rule.removeprefix("lunar "), after=day) == day
    return f"{day:%m-%d}" == rule


def falls_on(month_day: str, *, day: date) -> bool:
    """Whether a yearly day is `day`; the 29th of February is kept on the 28th in a year without one."""
    return f"{day:%m-%d}" in ({month_day, "02-28"} if month_day == "02-29" and not isleap(day.year) else {month_day})


def lunar_year_of(day: date) -> int:
    return int(LunarDate.from_solar_date(day.year, day.month, day.day).year)


def _solar_term(key: str, year: int) -> date:
    month, coefficient = _TERMS[key]
    short = year % 100
    number = int(short * 0.2422 + coefficient) - short // 4
    return date(year, month, number) + timedelta(days=_TERM_EXCEPTIONS.get((key, year), 0))
