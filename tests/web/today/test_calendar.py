"""The greeting and the day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from shuke.web.today.calendar import day_line, greeting, lunar_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("hour_utc", "words"), [(1, "Good morning"), (4, "Good afternoon"), (9, "Good afternoon"), (10, "Good evening")]
)
def test_the_greeting_follows_the_shops_clock(hour_utc: int, words: str) -> None:
    now = datetime(2026, 11, 19, hour_utc, 30, tzinfo=UTC)

    assert greeting("Su Wan", now=now, zone=SHANGHAI) == f"{words}, Su Wan."


def test_only_chinese_readers_see_the_lunar_day() -> None:
    day = date(2026, 11, 19)

    assert day_line(day) == "Thursday, 19 November"
    with override("zh-hans"):
        assert day_line(day).endswith(" · 农历十月十一")
    with override("zh-hant"):
        assert day_line(day).endswith(" · 農曆十月十一")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 17), "农历正月初一"),
        (date(2026, 2, 16), "农历十二月廿九"),
        (date(2025, 7, 25), "农历闰六月初一"),
        (date(2026, 3, 8), "农历正月二十"),
        (date(2026, 3, 9), "农历正月廿一"),
        (date(2026, 3, 18), "农历正月三十"),
        (date(2026, 2, 26), "农历正月初十"),
    ],
)
def test_days_are_written_as_calendars_write_them(day: date, words: str) -> None:
    with override("zh-hans"):
        assert lunar_day(day) == words
