from collections.abc import Iterator
from datetime import date

import pytest

from shuke.actions.care.calendar import falls_on, is_holiday
from shuke.lib.dates import lunar_days_of, next_lunar_day, solar_days_of

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("holiday", "day"),
    [
        ("spring_festival", date(2026, 2, 17)),
        ("new_years_eve", date(2026, 2, 16)),  # the twelfth month of that year has 29 days
        ("lantern", date(2026, 3, 3)),
        ("qingming", date(2026, 4, 5)),
        ("qingming", date(2024, 4, 4)),
        ("dragon_boat", date(2026, 6, 19)),
        ("mid_autumn", date(2025, 10, 6)),
        ("mid_autumn", date(2026, 9, 25)),
        ("double_ninth", date(2026, 10, 18)),
        ("winter_solstice", date(2021, 12, 21)),
        ("winter_solstice", date(2026, 12, 22)),
        ("national_day", date(2026, 10, 1)),
    ],
)
def test_holidays_fall_on_their_days(holiday: str, day: date) -> None:
    around = [date.fromordinal(day.toordinal() + shift) for shift in (-1, 0, 1)]

    assert [is_holiday(holiday, day=one) for one in around] == [False, True, False]


def test_a_leap_day_is_kept_on_the_28th() -> None:
    assert solar_days_of(date(2026, 2, 28)) == ((2, 28), (2, 29))
    assert solar_days_of(date(2028, 2, 28)) == ((2, 28),)
    assert solar_days_of(date(2028, 2, 29)) == ((2, 29),)
    assert falls_on("02-29", day=date(2026, 2, 28))
    assert not falls_on("02-29", day=date(2028, 2, 28))


def test_lunar_birthdays_of_a_day_are_those_the_calendar_leads_to_it() -> None:
    """Over three years, a leap sixth month among them: exactly the days that `next_lunar_day` names."""
    texts = ("08-15", "01-01", "06-01", "L06-01", "12-30", "L02-30", "12-29")
    begin, end = date(2024, 7, 1), date(2027, 7, 1)
    days = [date.fromordinal(number) for number in range(begin.toordinal(), end.toordinal())]

    kept = {text: [day for day in days if text in lunar_days_of(day)] for text in texts}

    for text in texts:
        assert kept[text] == list(_named(text, begin, end)), text
        assert len(kept[text]) >= 2


def _named(text: str, begin: date, end: date) -> Iterator[date]:
    while (day := next_lunar_day(text, after=begin)) < end:
        yield day
        begin = date.fromordinal(day.toordinal() + 1)
