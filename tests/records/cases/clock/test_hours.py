"""Forty cases of business time, worked out by hand from the announced calendars of 2024 to 2026."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.records.cases.clock.desk import USUAL, at, desk

from shuke.records.cases.clock.hours import Hours, NoHours
from shuke.records.cases.clock.spans import read_spans

DUE = [
    # what happens, start, business minutes, due
    ("within the morning", "2026-03-02 09:30", 60, "2026-03-02 10:30"),
    ("to the minute of lunch", "2026-03-02 11:00", 60, "2026-03-02 12:00"),
    ("over lunch", "2026-03-02 11:30", 60, "2026-03-02 13:30"),
    ("begun in the lunch break", "2026-03-02 12:20", 30, "2026-03-02 13:30"),
    ("begun before opening", "2026-03-02 06:00", 30, "2026-03-02 09:30"),
    ("begun at night, after closing", "2026-03-02 22:00", 30, "2026-03-03 09:30"),
    ("to the minute of closing", "2026-03-02 17:00", 60, "2026-03-02 18:00"),
    ("over night", "2026-03-02 17:30", 60, "2026-03-03 09:30"),
    ("a whole day from opening", "2026-03-02 09:00", 480, "2026-03-02 18:00"),
    ("a whole day from noon", "2026-03-02 14:00", 480, "2026-03-03 14:00"),
    ("three days", "2026-03-02 10:00", 1440, "2026-03-05 10:00"),
    ("over a usual weekend", "2026-03-06 17:00", 120, "2026-03-09 10:00"),
    ("begun on a Saturday", "2026-03-07 11:00", 60, "2026-03-09 10:00"),
    ("begun on a Sunday night", "2026-03-08 23:59", 1, "2026-03-09 09:01"),
    ("nothing to count", "2026-03-07 11:00", 0, "2026-03-07 11:00"),
    # National Day 2025 with Mid-Autumn: 1 to 8 October off; Sunday 28 September and Saturday 11 October worked
    ("the Sunday worked before National Day 2025", "2025-09-28 10:00", 60, "2025-09-28 11:00"),
    ("from Saturday into that Sunday", "2025-09-27 15:00", 60, "2025-09-28 10:00"),
    ("from Friday into that Sunday", "2025-09-26 17:30", 60, "2025-09-28 09:30"),
    ("over the eight days of 2025", "2025-09-30 17:00", 120, "2025-10-09 10:00"),
    ("begun in the holiday of 2025", "2025-10-03 12:00", 480, "2025-10-09 18:00"),
    ("into the Saturday worked after it", "2025-10-10 17:30", 60, "2025-10-11 09:30"),
    ("that Saturday, and its Sunday is free", "2025-10-11 17:30", 60, "2025-10-13 09:30"),
    # National Day 2026: 1 to 7 October off; Sunday 20 September and Saturday 10 October worked; Mid-Autumn 25 to 27
    ("the Sunday worked in September 2026", "2026-09-19 12:00", 60, "2026-09-20 10:00"),
    ("over Mid-Autumn 2026", "2026-09-24 17:30", 60, "2026-09-28 09:30"),
    ("over National Day 2026", "2026-09-30 17:30", 60, "2026-10-08 09:30"),
    ("into the Saturday worked in October 2026", "2026-10-09 17:30", 480, "2026-10-10 17:30"),
    ("the Sunday after it is free", "2026-10-10 18:00", 30, "2026-10-12 09:30"),
    # National Day 2024: 1 to 7 October off; Sunday 29 September and Saturday 12 October worked
    ("the Sunday worked in 2024", "2024-09-29 09:00", 480, "2024-09-29 18:00"),
    ("over National Day 2024", "2024-09-30 18:00", 60, "2024-10-08 10:00"),
    ("the Saturday worked in 2024", "2024-10-11 18:00", 60, "2024-10-12 10:00"),
    # Spring Festival 2026: 15 to 23 February off; Saturdays 14 and 28 worked
    ("the Saturday worked before Spring Festival", "2026-02-13 17:30", 60, "2026-02-14 09:30"),
    ("over the nine days of Spring Festival", "2026-02-14 17:30", 60, "2026-02-24 09:30"),
    ("New Year and the Sunday worked for it", "2025-12-31 17:30", 60, "2026-01-04 09:30"),
]

BETWEEN = [
    ("a morning", "2026-03-02 09:00", "2026-03-02 12:00", 180),
    ("over lunch", "2026-03-02 11:00", "2026-03-02 14:00", 120),
    ("a usual week", "2026-03-02 00:00", "2026-03-09 00:00", 2400),
    ("a weekend", "2026-03-06 18:00", "2026-03-09 09:00", 0),
    ("backwards", "2026-03-02 11:00", "2026-03-02 10:00", -60),
    ("National Day week of 2025", "2025-09-30 18:00", "2025-10-09 09:00", 0),
    ("from the worked Sunday to the worked Saturday of 2025", "2025-09-28 09:00", "2025-10-11 18:00", 6 * 480),
]


def test_there_are_forty_cases() -> None:
    assert len(DUE) + len(BETWEEN) == 40


@pytest.mark.parametrize(("what", "start", "minutes", "due"), DUE, ids=[row[0] for row in DUE])
def test_what_is_due_when(what: str, start: str, minutes: int, due: str) -> None:
    assert desk().due_after(at(start), minutes) == at(due), what


@pytest.mark.parametrize(("what", "start", "end", "minutes"), BETWEEN, ids=[row[0] for row in BETWEEN])
def test_how_much_business_time_lies_between(what: str, start: str, end: str, minutes: int) -> None:
    assert desk().minutes_between(at(start), at(end)) == minutes, what


@pytest.mark.parametrize(("what", "start", "minutes", "due"), DUE, ids=[row[0] for row in DUE])
def test_the_way_back_is_as_long_as_the_way_there(what: str, start: str, minutes: int, due: str) -> None:
    hours = desk()

    assert hours.minutes_between(at(start), hours.due_after(at(start), minutes)) == minutes, what


def test_the_editable_calendar_stands_above_the_public_one() -> None:
    hours = desk(days={date(2026, 10, 1): read_spans("10:00-11:00"), date(2026, 3, 3): ()})

    assert hours.due_after(at("2026-09-30 17:30"), 60) == at("2026-10-01 10:30")
    assert hours.due_after(at("2026-03-02 17:30"), 60) == at("2026-03-04 09:30")


def test_a_worked_weekend_has_its_own_hours_where_the_desk_has_them() -> None:
    hours = desk(week={0: USUAL, 6: read_spans("10:00-12:00")})

    assert hours.spans_of(date(2025, 9, 28)) == read_spans("10:00-12:00")
    assert hours.spans_of(date(2025, 10, 11)) == USUAL


def test_hours_are_those_of_the_wall_when_the_clocks_change() -> None:
    hours = Hours(zone="Europe/Berlin", week={6: read_spans("1:00-4:00")}, days={}, public_day=lambda day: None)
    berlin = ZoneInfo("Europe/Berlin")

    spring = hours.minutes_between(datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 3, 30, tzinfo=berlin))
    autumn = hours.minutes_between(datetime(2026, 10, 25, tzinfo=berlin), datetime(2026, 10, 26, tzinfo=berlin))

    assert (spring, autumn) == (120, 240)


def test_a_desk_open_to_midnight_closes_with_the_day() -> None:
    hours = desk(week={weekday: read_spans("20:00-24:00") for weekday in range(7)}, public_day=lambda day: None)

    assert hours.due_after(at("2026-03-02 23:30"), 60) == at("2026-03-03 20:30")


def test_a_desk_that_never_opens_is_said() -> None:
    with pytest.raises(NoHours, match="Every day is closed"):
        desk(week={}).due_after(at("2026-03-02 09:00"), 1)
