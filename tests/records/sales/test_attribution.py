from datetime import UTC, date, datetime, timedelta

import pytest

from shuke.records.sales.attribution import DAYS_THAT_COUNT, Opening, click_followed

pytestmark = pytest.mark.sqlite_only
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"


def won_by(*openings: Opening, ordered_at: datetime, ordered_on: date | None = None, zone: str = "UTC") -> int | None:
    found = click_followed(openings, ordered_at=ordered_at, ordered_on=ordered_on or ordered_at.date(), zone=zone)
    return None if found is None else found.send_id


@pytest.mark.parametrize(("days", "counts"), [(0, True), (1, True), (DAYS_THAT_COUNT, True), (8, False), (400, False)])
def test_the_seventh_day_is_the_last_that_counts(days: int, counts: bool) -> None:
    evening = NOON.replace(hour=23) + timedelta(days=days)

    assert (won_by(Opening(1, NOON), ordered_at=evening) == 1) is counts


def test_what_was_bought_before_followed_nothing() -> None:
    assert won_by(Opening(1, NOON), ordered_at=NOON - timedelta(seconds=1)) is None
    assert won_by(Opening(1, NOON), ordered_at=NOON) == 1
    assert won_by(ordered_at=NOON) is None


def test_the_latest_of_two_links_wins_even_by_a_minute() -> None:
    first, later = Opening(7, NOON), Opening(3, NOON + timedelta(minutes=1))
    after = NOON + timedelta(hours=2)

    assert won_by(first, later, ordered_at=after) == 3
    assert won_by(later, first, ordered_at=after) == 3
    assert won_by(first, later, ordered_at=NOON + timedelta(seconds=30)) == 7


def test_of_one_moment_the_message_written_later_wins() -> None:
    assert won_by(Opening(3, NOON), Opening(7, NOON), Opening(5, NOON), ordered_at=NOON) == 7


def test_a_link_opened_again_counts_from_then_on() -> None:
    again = [Opening(1, NOON), Opening(1, NOON + timedelta(days=20))]

    assert won_by(*again, ordered_at=NOON + timedelta(days=5)) == 1
    assert won_by(*again, ordered_at=NOON + timedelta(days=10)) is None
    assert won_by(*again, ordered_at=NOON + timedelta(days=25)) == 1


def test_days_are_those_of_the_store() -> None:
    """At 17:00 UTC it is the next day in Shanghai, so its seventh day ends a day later than in New York."""
    opened = Opening(1, datetime(2026, 3, 2, 17, tzinfo=UTC))
    bought = datetime(2026, 3, 10, 3, tzinfo=UTC)

    assert won_by(opened, ordered_at=bought, ordered_on=date(2026, 3, 10), zone=SHANGHAI) == 1
    assert won_by(opened, ordered_at=bought, ordered_on=date(2026, 3, 9), zone=NEW_YORK) == 1
    later = bought + timedelta(hours=12)
    assert won_by(opened, ordered_at=later, ordered_on=date(2026, 3, 10), zone=SHANGHAI) == 1
    assert won_by(opened, ordered_at=later, ordered_on=date(2026, 3, 10), zone=NEW_YORK) is None
