"""Draft, running, paused, ended; versions; who is put in and taken out by hand."""

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.actions.journeys.graphs import chain
from tests.records import make

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.actions.journeys.services import (
    JourneyBusy,
    JourneyFaulty,
    NotEntering,
    add_journey,
    end_journey,
    enter_customer,
    publish_version,
    save_draft,
    start_journey,
    take_out,
)
from shuke.actions.segments.models import Segment
from shuke.actions.segments.uses import uses_of
from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed

pytestmark = pytest.mark.django_db
TAG = {"kind": "tag", "tag": "first"}


def drawn(*nodes: object) -> Journey:
    return add_journey(scope=make.SYSTEM, now=NOW, name="Welcome", definition=read_definition(chain(*nodes)))  # type: ignore[arg-type]


def test_a_journey_with_faults_does_not_start() -> None:
    journey = drawn({"kind": "message", "template": "gone", "channel": "email"})

    with pytest.raises(JourneyFaulty, match="There is no template “gone”") as refused:
        start_journey(scope=make.SYSTEM, now=NOW, journey=journey)

    assert [fault.node for fault in refused.value.faults] == ["n1"]
    assert Journey.objects.get().state == "draft"


def test_who_is_inside_finishes_the_version_they_came_in_with() -> None:
    early, late = make.customer(), make.customer()
    journey = given.running({"kind": "delay", "days": 7}, TAG)
    given.happened(early)
    given.tick()

    second = read_definition(chain({"kind": "tag", "tag": "second"}))
    save_draft(scope=make.SYSTEM, now=NOW + DAY, journey=journey, definition=second)
    assert publish_version(scope=make.SYSTEM, now=NOW + DAY, journey=journey).number == 2
    given.happened(late, at=NOW + 2 * DAY)
    given.tick(NOW + 7 * DAY)

    assert [tag.name for tag in early.tags.all()] == ["first"]
    assert [tag.name for tag in late.tags.all()] == ["second"]


def test_an_ended_journey_lets_everybody_go_and_is_over() -> None:
    guest = make.customer()
    journey = given.running({"kind": "delay", "days": 7}, TAG)
    given.happened(guest)
    given.tick()

    assert end_journey(scope=make.SYSTEM, now=NOW + DAY, journey=journey) == 1

    given.tick(NOW + 9 * DAY)
    assert given.run_of(guest).left == "ended"
    assert not guest.tags.exists()
    with pytest.raises(JourneyBusy, match="is Ended"):
        start_journey(scope=make.SYSTEM, now=NOW, journey=journey)
    with pytest.raises(JourneyBusy, match="is over"):
        save_draft(scope=make.SYSTEM, now=NOW, journey=journey, definition=read_definition(chain()))


def test_a_customer_put_in_twice_is_in_it_once() -> None:
    guest = make.customer()
    journey = given.running(TAG, entry={"on": "hand"})

    first, again = (
        enter_customer(scope=make.SYSTEM, journey=journey, customer=guest, key="k", engine=given.engine(), now=NOW)
        for _ in range(2)
    )

    assert first == again
    assert JourneyRun.objects.count() == 1


def test_nobody_is_put_into_a_draft() -> None:
    with pytest.raises(NotEntering, match="is not running"):
        enter_customer(
            scope=make.SYSTEM, journey=drawn(TAG), customer=make.customer(), key="", engine=given.engine(), now=NOW
        )


def test_who_is_taken_out_gets_nothing_more() -> None:
    guest = make.customer()
    given.running({"kind": "delay", "days": 7}, TAG)
    given.happened(guest)
    given.tick()

    take_out(scope=make.SYSTEM, run=given.run_of(guest), now=NOW + DAY)

    given.tick(NOW + 9 * DAY)
    assert given.run_of(guest).left == "taken_out"
    assert not guest.tags.exists()


def test_every_change_is_written_down_and_needs_the_right() -> None:
    journey = given.running(TAG)
    end_journey(scope=make.SYSTEM, now=NOW, journey=journey)

    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["journey.add", "journey.version", "journey.start", "journey.end"]
    with pytest.raises(NotAllowed):
        add_journey(scope=make.scope(Role.ANALYST), now=NOW, name="Mine")


def test_a_segment_that_a_journey_asks_for_says_so() -> None:
    segment = Segment.objects.create(key="slipping", name="S", tree={"all": []}, created_at=NOW, updated_at=NOW)
    other = Segment.objects.create(key="other", name="O", tree={"all": []}, created_at=NOW, updated_at=NOW)
    Segment.objects.all().update(is_static=True)
    journey = given.running({"kind": "split", "condition": "segment(slipping)"}, entry={"on": "hand"})

    assert [(use.route, use.pk) for use in uses_of(segment)] == [("journey", journey.pk)]
    assert uses_of(other) == []
