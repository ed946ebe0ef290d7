"""Public holidays as governments announced them, with the weekends worked for them in China."""

from datetime import date
from functools import lru_cache

import holidays
from chinese_calendar.constants import holidays as chinese_holidays
from chinese_calendar.constants import workdays as chinese_workdays

CHINA = "CN"


def public_day(country: str, day: date) -> bool | None:
    """True for a weekend worked for a holiday, False for a holiday, None for a day like any other.

    A year that was not announced yet has no holidays here: ask `is_announced` and say so.
    """
    if country == CHINA:
        if day in chinese_workdays:
            return True
        return False if day in chinese_holidays else None
    return False if day in _holidays_of(country, day.year) else None


def is_announced(country: str, year: int) -> bool:
    """Whether the holidays of `year` are known. China's are announced each autumn for the year after."""
    if country == CHINA:
        return year in _chinese_years()
    return country in holidays.list_supported_countries()


@lru_cache
def _chinese_years() -> frozenset[int]:
    return frozenset(day.year for day in chinese_holidays)


@lru_cache(maxsize=64)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))
