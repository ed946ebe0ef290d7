"""What a marketer finds set up: it can be asked and started, nothing of it runs, and a second start adds nothing."""

import pytest
from tests.records import make

from shuke.actions.journeys.models import Journey
from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import faults_in
from shuke.demo.marketing import SEGMENTS, set_up_marketing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_segments_can_be_asked_and_nothing_runs_by_itself() -> None:
    for _start in range(2):
        set_up_marketing(now=make.NOW)

    assert set(Segment.objects.values_list("key", flat=True)) == {key for key, *_ in SEGMENTS}
    assert [faults_in(read_document(one.tree), scope=make.SYSTEM) for one in Segment.objects.all()] == [[]] * len(
        SEGMENTS
    )
    assert [journey.state for journey in Journey.objects.all()] == [Journey.State.DRAFT]
