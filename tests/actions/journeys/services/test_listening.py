"""Who comes in, by what, and how often."""

import datetime as dt
from typing import Any

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.records import make

from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.services import pause_journey, resume_journey
from shuke.actions.segments.models import Segment, SegmentChange
from shuke.records.customers.models import Customer, CustomField

pytestmark = pytest.mark.django_db
TAG = {"kind": "tag", "tag": "x"}


def came() -> list[Customer]:
    return [run.customer for run in JourneyRun.objects.order_by("pk")]


def test_a_person_comes_in_once() -> None:
    guest = make.customer()
    given.running(TAG)

    for hour in range(3):
        given.happened(guest, at=NOW + dt.timedelta(hours=hour))
        given.tick(NOW + dt.timedelta(hours=hour))

    assert came() == [guest]


def test_each_event_lets_in_again_where_the_entry_says_so() -> None:
    guest = make.customer()
    given.running(TAG, entry={"on": "event", "event": "case.closed", "is_again": True})

    given.happened(guest, "case.closed")
    given.happened(guest, "case.closed")
    given.tick()
    given.tick()

    assert came() == [guest, guest]


@pytest.mark.parametrize("origin", ["import:4", "demo", "journey:9"])
def test_history_and_other_journeys_let_nobody_in(origin: str) -> None:
    given.running(TAG)

    given.happened(make.customer(), origin=origin)
    given.tick()

    assert came() == []


def test_what_happened_before_the_start_lets_nobody_in() -> None:
    guest = make.customer()
    given.happened(guest, at=NOW - DAY)
    given.running(TAG)

    given.tick()

    assert came() == []


def test_a_first_purchase_lets_in_and_is_not_the_second() -> None:
    shop = make.store(time_zone="UTC")
    guest = make.customer(home=shop)
    goal = {"kind": "goal", "event": "purchase", "days": 30}
    given.running({"kind": "delay", "days": 3}, entry={"on": "event", "event": "purchase"}, goal=goal)

    make.order(guest, shop, NOW.date(), (make.product(), 1, "12"), ordered_at=NOW + dt.timedelta(minutes=1))
    given.tick(NOW + dt.timedelta(minutes=2))
    assert given.run_of(guest).goal_at is None
    make.order(guest, shop, NOW.date(), (make.product(), 1, "12"), ordered_at=NOW + DAY)
    given.tick(NOW + DAY)

    assert given.run_of(guest).goal_at == NOW + DAY


def test_an_imported_order_lets_nobody_in() -> None:
    shop = make.store(time_zone="UTC")
    given.running(TAG, entry={"on": "event", "event": "purchase"})

    make.order(make.customer(home=shop), shop, NOW.date(), (make.product(), 1, "12"), ordered_at=NOW, origin="import:1")
    given.tick()

    assert came() == []


def test_who_enters_a_segment_comes_in() -> None:
    segment = Segment.objects.create(key="slipping", name="Slipping", tree={}, created_at=NOW, updated_at=NOW)
    before, entering, leaving = make.customer(), make.customer(), make.customer()
    SegmentChange.objects.create(segment=segment, customer=before, kind="entered", changed_at=NOW - DAY)
    given.running(TAG, entry={"on": "segment", "segment": "slipping"})

    SegmentChange.objects.create(segment=segment, customer=entering, kind="entered", changed_at=NOW)
    SegmentChange.objects.create(segment=segment, customer=leaving, kind="left", changed_at=NOW)
    given.tick()
    given.tick()

    assert came() == [entering]


def days_after(days: int) -> dt.date:
    return (NOW + days * DAY).date()


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ({"day": "birthday"}, {"birthday": dt.date(1980, NOW.month, NOW.day)}),
        ({"day": "birthday", "offset_days": -3}, {"birthday": days_after(3).replace(year=1980)}),
        ({"day": "joined_on", "offset_days": 30}, {"joined_on": days_after(-30)}),
        ({"day": "custom.wedding"}, {"custom": {"wedding": NOW.date().isoformat()}}),
    ],
)
def test_a_day_lets_in_once_a_year(entry: dict[str, Any], fields: dict[str, Any]) -> None:
    CustomField.objects.create(key="wedding", label="Wedding", type="day")
    guest = make.customer(**fields)
    make.customer(birthday=dt.date(1980, 1 if NOW.month != 1 else 2, 15))
    given.running(TAG, entry={"on": "day", "is_again": True, **entry})

    given.tick()
    given.tick(NOW + dt.timedelta(hours=3))

    assert came() == [guest]


def test_a_day_missed_while_nothing_ran_is_caught_up() -> None:
    given.running(TAG, entry={"on": "day", "day": "birthday"})
    given.tick()
    guest = make.customer(birthday=days_after(2).replace(year=1980))

    given.tick(NOW + 4 * DAY)

    assert came() == [guest]


def test_the_first_purchase_so_many_days_ago_lets_in() -> None:
    shop = make.store(time_zone="UTC")
    new, old = make.customer(home=shop), make.customer(home=shop)
    for buyer, days in ((new, -20), (old, -20), (old, -50)):
        make.order(buyer, shop, days_after(days), (make.product(), 1, "12"))
    given.running(TAG, entry={"on": "day", "day": "first_purchase", "offset_days": 20})

    given.tick()

    assert came() == [new]


def test_a_first_purchase_counts_whichever_record_it_stands_on() -> None:
    shop = make.store(time_zone="UTC")
    new, old = make.customer(home=shop), make.customer(home=shop)
    orders = ((make.part_of(new), -20), (new, -10), (old, -20), (make.part_of(old), -50))
    for buyer, days in orders:
        make.order(buyer, shop, days_after(days), (make.product(), 1, "12"))
    given.running(TAG, entry={"on": "day", "day": "first_purchase", "offset_days": 20})

    given.tick()

    assert came() == [new]


def test_a_pause_holds_people_and_nobody_is_skipped() -> None:
    inside, outside = make.customer(), make.customer()
    journey = given.running({"kind": "delay", "days": 1}, TAG)
    given.happened(inside)
    given.tick()
    pause_journey(scope=make.SYSTEM, now=NOW, journey=journey)
    given.happened(outside)

    given.tick(NOW + 3 * DAY)
    assert not Customer.objects.filter(tags__name="x").exists()
    assert [run.left_at for run in JourneyRun.objects.all()] == [None, None]
    resume_journey(scope=make.SYSTEM, now=NOW + 3 * DAY, journey=journey)
    given.tick(NOW + 3 * DAY)
    given.tick(NOW + 4 * DAY)

    assert given.way_of(inside) == given.way_of(outside) == ["entry.next", "n1.next", "n2.next"]
