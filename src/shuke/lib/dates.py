"""Days, months and time zones. A moment is UTC; a day belongs to a place."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from lunardate import LunarDate

ALMANAC_YEARS = (1901, 2098)  # whose lunar days, and those a year on, are known
_LUNAR_DAY = re.compile(r"L?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30)")


def day_in(zone: str, moment: datetime) -> date:
    """The day it is in `zone` at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_written(text: str) -> date | None:
    """ "2026-03-02"; None for anything else, and for a day of no almanac."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if ALMANAC_YEARS[0] <= day.year <= ALMANAC_YEARS[1] else None


def midnight(zone: str, day: date) -> datetime:
    """The moment `day` begins in `zone`, in UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def months_back(day: date, count: int) -> date:
    """The first of the month `count` months before the month of `day`."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def is_lunar_day(text: str) -> bool:
    """ "08-15", or "L06-01" for a day of a leap month."""
    return _LUNAR_DAY.fullmatch(text) is not None


def next_lunar_day(text: str, *, after: date) -> date:
    """The first solar day on or after `after` that is the lunar day `text`.

    Two rules where a year has no such day: a leap month's day is kept in the ordinary month of the same number,
    and a 30th in a month of 29 days on the 29th.
    """
    month, day = (int(part) for part in text.removeprefix("L").split("-"))
    year = LunarDate.from_solar_date(after.year, after.month, after.day).year
    candidates = (_solar(year + ahead, month, day, text.startswith("L")) for ahead in range(3))
    return next(found for found in candidates if found >= after)


def solar_days_of(day: date) -> tuple[tuple[int, int], ...]:
    """Month and day of the birthdays that are kept on `day`."""
    own = (day.month, day.day)
    return (own, (2, 29)) if own == (2, 28) and not isleap(day.year) else (own,)


def lunar_days_of(day: date) -> tuple[str, ...]:
    """The lunar birthdays kept on `day`, by the rules of `next_lunar_day`: "08-15", "L06-01"."""
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    near = {(lunar.month, lunar.day), (lunar.month, 30)}
    texts = [f"{prefix}{month:02d}-{number:02d}" for month, number in sorted(near) for prefix in ("", "L")]
    return tuple(text for text in texts if next_lunar_day(text, after=day) == day)


def _solar(year: int, month: int, day: int, is_leap: bool) -> date:
    is_leap = is_leap and LunarDate.leap_month_for_year(year) == month
    try:
        solar = LunarDate(year, month, day, is_leap).to_solar_date()
    except ValueError:
        solar = LunarDate(year, month, day - 1, is_leap).to_solar_date()
    return date(solar.year, solar.month, solar.day)
