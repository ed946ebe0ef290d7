"""The published year, moved next to today and given people."""

import datetime as dt
import random

import pytest

from shuke.demo.files import weeks_to_shift
from shuke.demo.people import ean13, people

pytestmark = pytest.mark.sqlite_only

LATEST = dt.date(2018, 1, 1)


@pytest.mark.parametrize("days_later", range(2_000, 2_015))
def test_the_year_ends_within_the_seven_days_before_today_on_the_same_weekday(days_later: int) -> None:
    today = LATEST + dt.timedelta(days=days_later)

    moved = LATEST + dt.timedelta(weeks=weeks_to_shift(LATEST, today=today))

    assert 1 <= (today - moved).days <= 7
    assert moved.weekday() == LATEST.weekday()


def test_a_card_ends_in_its_check_digit() -> None:
    assert ean13("400638133393") == "4006381333931"


def test_everybody_has_a_name_and_identifiers_of_their_own() -> None:
    found = people(range(1, 301), rng=random.Random(1))

    assert (found["name"].str.len() > 0).all()
    assert all(found[column].is_unique for column in ("customer_id", "phone", "email", "card"))
    assert found["phone"].str.fullmatch(r"\+1\d{3}55501\d{2}").all()


def test_the_same_seed_makes_the_same_people() -> None:
    first, again = (people([3, 1, 2], rng=random.Random(7)) for _ in range(2))

    assert first.equals(again)
