"""How the first page greets: the part of the day, the day, and in Chinese the day of the lunar calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from lunardate import LunarDate

NOON, EVENING = 12, 18  # hours
_DIGITS = "一二三四五六七八九"


def greeting(name: str, *, now: datetime, zone: ZoneInfo) -> str:
    hour = now.astimezone(zone).hour
    if hour < NOON:
        return _("Good morning, %(name)s.") % {"name": name}
    if hour < EVENING:
        return _("Good afternoon, %(name)s.") % {"name": name}
    return _("Good evening, %(name)s.") % {"name": name}


def day_line(day: date) -> str:
    """“Thursday, 19 November”, in Chinese “11月19日 星期四 · 农历十月十一”."""
    said = date_format(day, pgettext("day with weekday", "l, j F"))
    if (get_language() or "").startswith("zh"):
        return f"{said} · {lunar_day(day)}"
    return said


def lunar_day(day: date) -> str:
    """“农历十月十一”; months of the lunar calendar are written by number."""
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    leap = pgettext("lunar month", "leap ") if lunar.is_leap_month else ""
    month = "正" if lunar.month == 1 else _chinese(lunar.month)
    number = f"初{_chinese(lunar.day)}" if lunar.day <= 10 else _chinese(lunar.day)
    return pgettext("lunar day", "lunar %(leap)s%(month)s月%(day)s") % {"leap": leap, "month": month, "day": number}


def _chinese(number: int) -> str:
    """1–30 as calendars write them: 十, 十一, 二十, 廿一, 三十."""
    tens, ones = divmod(number, 10)
    if ones == 0:
        return "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return f"{('', '十', '廿')[tens]}{_DIGITS[ones - 1]}"
