"""Two customers who turn out to be one while they are in a journey."""

import datetime as dt

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.actions.journeys.services.steps import HELLO, WEEK
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.services import take_out
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db
AGAIN = {"on": "event", "event": "case.closed", "is_again": True}


@pytest.fixture(autouse=True)
def hello() -> None:
    messages.template("hello")


def merged(part: Customer, into: Customer, *, at: dt.datetime) -> None:
    merge_customers(scope=make.SYSTEM, now=at, origin="page", customer=part, into=into)


def test_who_is_further_on_goes_on_and_nothing_is_said_twice() -> None:
    part, whole = messages.reader(), messages.reader()
    given.running(HELLO, WEEK, {"kind": "tag", "tag": "x"})
    given.happened(part)
    given.tick()
    given.happened(whole, at=NOW + DAY)

    merged(part, whole, at=NOW + DAY)
    for day in range(1, 9):
        given.tick(NOW + day * DAY)

    assert MessageSend.objects.count() == 1
    assert [run.customer for run in JourneyRun.objects.exclude(left="merged")] == [part]
    assert given.run_of(part).left == "exit"
    assert list(Customer.objects.filter(tags__name="x")) == [whole]


def test_who_had_come_to_the_end_does_not_begin_anew() -> None:
    part, whole = messages.reader(), messages.reader()
    given.running({"kind": "delay", "days": 1}, HELLO)
    given.happened(part)
    given.tick()
    given.happened(whole, at=NOW + DAY)
    given.tick(NOW + DAY)
    assert given.run_of(part).left == "exit"

    merged(part, whole, at=NOW + DAY)
    given.tick(NOW + 2 * DAY)

    assert given.run_of(whole).left == "merged"
    assert MessageSend.objects.count() == 1


def test_the_end_of_who_they_became_ends_the_way_of_who_was_merged() -> None:
    part, whole = messages.reader(), messages.reader()
    given.running({"kind": "delay", "days": 1}, HELLO)
    for guest in (part, whole):
        given.happened(guest)
    given.tick()
    take_out(scope=make.SYSTEM, run=given.run_of(whole), now=NOW)

    merged(part, whole, at=NOW)
    given.tick(NOW + DAY)

    assert given.run_of(part).left == "merged"
    assert not MessageSend.objects.exists()


def test_two_occasions_of_one_person_are_two_ways() -> None:
    part, whole = messages.reader(), messages.reader()
    given.running(WEEK, HELLO, entry=AGAIN)
    for guest in (part, whole):
        given.happened(guest, "case.closed")
    given.tick()

    merged(part, whole, at=NOW + DAY)
    given.tick(NOW + 7 * DAY)

    assert [run.left for run in JourneyRun.objects.all()] == ["exit", "exit"]


def test_three_who_become_one_in_two_steps_go_on_as_one() -> None:
    first, second, third = messages.reader(), messages.reader(), messages.reader()
    given.running(WEEK, HELLO)
    for guest in (first, third):
        given.happened(guest)
    given.tick()

    merged(first, second, at=NOW + DAY)
    given.tick(NOW + DAY)
    merged(second, third, at=NOW + 2 * DAY)
    given.tick(NOW + 2 * DAY)
    given.tick(NOW + 7 * DAY)

    assert {run.customer: run.left for run in JourneyRun.objects.all()} == {first: "merged", third: "exit"}
    assert MessageSend.objects.count() == 1
