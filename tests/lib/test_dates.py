from datetime import UTC, date, datetime

import pytest

from shuke.lib.dates import day_in, is_lunar_day, midnight, months_back, next_lunar_day


def test_the_day_is_the_stores_day() -> None:
    moment = datetime(2026, 1, 1, 18, tzinfo=UTC)

    assert day_in("Asia/Shanghai", moment) == date(2026, 1, 2)
    assert day_in("America/New_York", moment) == date(2026, 1, 1)


def test_months_back_crosses_the_year() -> None:
    assert months_back(date(2026, 1, 31), 1) == date(2025, 12, 1)
    assert months_back(date(2026, 3, 2), 0) == date(2026, 3, 1)
    assert months_back(date(2026, 3, 2), 27) == date(2023, 12, 1)


@pytest.mark.parametrize(
    ("lunar", "after", "solar"),
    [
        ("08-15", date(2026, 1, 1), date(2026, 9, 25)),  # Mid-Autumn
        ("08-15", date(2026, 9, 25), date(2026, 9, 25)),
        ("01-01", date(2026, 3, 1), date(2027, 2, 6)),  # the next Spring Festival
        ("L06-01", date(2025, 7, 1), date(2025, 7, 25)),  # 2025 has a sixth leap month
        ("L06-01", date(2026, 1, 1), date(2026, 7, 14)),  # 2026 has none: the ordinary sixth month
        ("12-30", date(2026, 1, 1), date(2026, 2, 16)),  # a month of 29 days: the eve all the same
    ],
)
def test_lunar_days_fall_on(lunar: str, after: date, solar: date) -> None:
    assert next_lunar_day(lunar, after=after) == solar


@pytest.mark.parametrize("text", ["13-01", "8-15", "L00-01", "06-31", "X06-01", ""])
def test_what_is_no_lunar_day(text: str) -> None:
    assert not is_lunar_day(text)


def test_midnight_is_where_the_day_begins() -> None:
    assert midnight("Asia/Shanghai", date(2026, 3, 3)) == datetime(2026, 3, 2, 16, tzinfo=UTC)
