"""What is planned in the demo: nobody is invited or written to, and a second start adds nothing."""

from datetime import UTC, date, datetime

import pytest
from tests.records import make
from tests.records.membership import given as membership

from shuke.actions.campaigns.models import Campaign, Gathering, Guest, Target
from shuke.actions.segments.models import Segment
from shuke.actions.segments.uses import uses_of
from shuke.demo.marketing import set_up_marketing
from shuke.demo.plans import lay_plans

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_plans_stand_once_and_nobody_is_meant_yet() -> None:
    membership.coupon()
    set_up_marketing(now=make.NOW, draw=lambda: 7)

    for _start in range(2):
        lay_plans(now=make.NOW)

    event, joint = Gathering.objects.get(), Campaign.objects.get()
    assert (event.state, event.held_on.weekday()) == (Gathering.State.PLANNED, 5)
    assert (joint.state, str(joint.partner)) == (Campaign.State.DRAFT, "Valley Dairy")
    assert {target.segment_id is None for target in Target.objects.all()} == {True, False}
    assert not Guest.objects.exists()
    best = Segment.objects.get(key="slipping-best")
    assert {use.route for use in uses_of(best)} == {"event", "marketing_plan"}


def test_the_month_is_the_one_it_is_in_the_shop() -> None:
    membership.coupon()
    late = datetime(2026, 2, 28, 20, tzinfo=UTC)  # the first of March in Shanghai
    set_up_marketing(now=late, draw=lambda: 7)

    lay_plans(now=late)

    assert Target.objects.get(period=Target.Period.MONTH).from_on == date(2026, 3, 1)
