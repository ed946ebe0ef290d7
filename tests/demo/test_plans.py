"""What is planned in the demo: nobody is invited or written to, and a second start adds nothing."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from tests.records import make
from tests.records.membership import given as membership

from shuke.actions.campaigns.models import Campaign, Gathering, Guest, Target
from shuke.actions.segments.models import Segment
from shuke.actions.segments.uses import uses_of
from shuke.demo.marketing import set_up_marketing
from shuke.demo.plans import lay_plans
from shuke.records.messages.rules.writing import blocks_in, variables_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_plans_stand_once_and_nobody_is_meant_yet() -> None:
    membership.coupon()
    set_up_marketing(now=make.NOW)

    for _start in range(2):
        lay_plans(now=make.NOW)

    event, joint = Gathering.objects.get(), Campaign.objects.get(partner__isnull=False)
    assert (event.state, event.held_on.weekday()) == (Gathering.State.PLANNED, 5)
    assert (joint.state, str(joint.partner)) == (Campaign.State.DRAFT, "Valley Dairy")
    assert {target.segment_id is None for target in Target.objects.all()} == {True, False}
    assert not Guest.objects.exists()
    best = Segment.objects.get(key="slipping-best")
    assert {use.route for use in uses_of(best)} == {"event", "marketing_plan"}


def test_a_draft_names_products_to_each_reader() -> None:
    membership.coupon()
    set_up_marketing(now=make.NOW)

    for _start in range(2):
        lay_plans(now=make.NOW)

    draft = Campaign.objects.get(partner__isnull=True)
    assert (draft.state, draft.offer.way) == (Campaign.State.DRAFT, "email")
    assert draft.offer.template is not None
    texts = draft.offer.template.texts
    assert set(texts.values_list("language", flat=True)) == {code for code, _name in settings.LANGUAGES}
    for text in texts.all():
        assert {block.form for block in blocks_in(variables_of(text.body)).values()} == {"product_list"}


def test_the_month_is_the_one_it_is_in_the_shop() -> None:
    membership.coupon()
    late = datetime(2026, 2, 28, 20, tzinfo=UTC)  # the first of March in Shanghai
    set_up_marketing(now=late)

    lay_plans(now=late)

    assert Target.objects.get(period=Target.Period.MONTH).from_on == date(2026, 3, 1)
