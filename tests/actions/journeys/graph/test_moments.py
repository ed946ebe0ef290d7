"""When a delay is over where the person lives."""

import datetime as dt
from typing import Any

import pytest

from shuke.actions.journeys.graph.moments import over_at
from shuke.actions.journeys.graph.nodes import Delay

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)  # a Monday


def local(delay: Delay, *, zone: str = "UTC", arrived: dt.datetime = NOON, **days: dt.date) -> str:
    moment = over_at(delay, entered_at=NOON, arrived_at=arrived, days=days, zone=zone)
    assert moment is not None
    return f"{moment:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("settings", "over"),
    [
        ({"days": 7}, "05-11 12:00"),
        ({"hours": 30}, "05-05 18:00"),
        ({"days": 7, "at": "10:00"}, "05-11 10:00"),
        ({"at": "10:00"}, "05-05 10:00"),
        ({"at": "15:00"}, "05-04 15:00"),
        ({"hours": 1, "at": "12:30"}, "05-05 12:30"),
        ({"weekdays": (3,)}, "05-06 00:00"),
        ({"weekdays": (1,)}, "05-04 12:00"),
        ({"days": 1, "at": "09:00", "weekdays": (6, 7)}, "05-09 09:00"),
    ],
)
def test_a_delay_is_over(settings: dict[str, Any], over: str) -> None:
    assert local(Delay(**settings)) == over


def test_since_the_entry_is_at_once_where_that_is_past() -> None:
    later = NOON + dt.timedelta(days=9)

    assert local(Delay(days=7, is_since_entry=True), arrived=later) == "05-13 12:00"
    assert local(Delay(days=7, is_since_entry=True, at="10:00"), arrived=later) == "05-14 10:00"


def test_a_day_of_the_person_begins_at_their_midnight() -> None:
    birthday = Delay(until="birthday", offset_days=-3)

    assert local(birthday, zone="Asia/Shanghai", birthday=dt.date(2026, 5, 20)) == "05-16 16:00"
    assert local(birthday, zone="Asia/Shanghai", birthday=dt.date(2026, 1, 1)) == "05-04 12:00"


def test_nine_stays_nine_when_the_clocks_change() -> None:
    before = dt.datetime(2026, 3, 27, 8, tzinfo=dt.UTC)  # nine in Paris, two days before the change

    assert local(Delay(days=7, at="09:00"), zone="Europe/Paris", arrived=before) == "04-03 07:00"


def test_an_unknown_day_has_no_moment() -> None:
    assert over_at(Delay(until="birthday"), entered_at=NOON, arrived_at=NOON, days={}, zone="UTC") is None
