"""Days begin and end where the customer’s store is."""

import datetime as dt

import pytest
from tests.actions.care.given import on_day, programme, run, served
from tests.actions.care.people import born
from tests.records import make

pytestmark = pytest.mark.django_db


def test_a_day_begins_and_ends_with_the_customers_own_store() -> None:
    here = born(3, 2, home_store=make.store())
    east = born(3, 2, home_store=make.store(time_zone="Pacific/Kiritimati"))  # six hours before Shanghai
    west = born(3, 2, home_store=make.store(time_zone="America/New_York"))  # thirteen hours after it
    wishes = programme("birthday", now=on_day(dt.date(2026, 2, 27)))

    run(dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC))
    assert served(wishes) == [east]
    run(dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))
    assert served(wishes) == [east, here]
    run(dt.datetime(2026, 3, 2, 4, 59, tzinfo=dt.UTC))
    assert served(wishes) == [east, here]
    run(dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC))
    run(dt.datetime(2026, 3, 3, 1, tzinfo=dt.UTC))
    assert served(wishes) == [east, here, west]


def test_a_day_without_a_worker_is_made_up_for_wherever_it_was() -> None:
    west = born(3, 2, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=on_day(dt.date(2026, 3, 1)))

    run(on_day(dt.date(2026, 3, 5)))

    assert served(wishes) == [west]


def test_switched_on_when_a_day_is_over_here_it_still_serves_those_whose_day_it_is() -> None:
    here, west = born(3, 1), born(3, 1, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))

    run(dt.datetime(2026, 3, 1, 18, tzinfo=dt.UTC))

    assert served(wishes) == [west]
    assert here not in served(wishes)


def test_switched_on_late_it_serves_nobody_whose_day_is_over() -> None:
    """While the 2nd is not over in Shanghai the 3rd has begun six hours east of it."""
    east = make.store(time_zone="Pacific/Kiritimati")
    over, today = born(3, 2, home_store=east), born(3, 3, home_store=east)
    here, west = born(3, 2), born(3, 2, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC))

    run(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    run(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC))

    assert set(served(wishes)) == {here, today, west}
    assert over not in served(wishes)
