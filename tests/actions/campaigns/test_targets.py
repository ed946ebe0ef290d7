"""Targets of the marketing plan are counted out of the warehouse."""

from datetime import date

import pytest
from tests.actions.campaigns import given
from tests.records import make
from tests.records.membership import given as membership

from shuke.actions.campaigns.models import Target
from shuke.actions.campaigns.services import run_targets
from shuke.actions.campaigns.services.targets import TargetWishes, save_target
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import refresh_segment
from shuke.actions.segments.uses import uses_of
from shuke.records.customers.models import Customer

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 2, 28)


def target(of: Segment | None) -> Target:
    wishes = TargetWishes(period="quarter", from_on=date(2026, 2, 14), segment=of, customers=100)
    return save_target(scope=make.scope(), now=given.NOW, wishes=wishes)


def test_actuals_are_of_the_period_and_the_segment(people: list[Customer]) -> None:
    Customer.objects.filter(pk=people[0].pk).update(gender="male")
    membership.member(membership.plan(), people[0])
    tree = document_of(parse("gender = male"))
    men = Segment.objects.create(key="men", name="Men", tree=tree, created_at=given.NOW, updated_at=given.NOW)
    refresh_segment(segment=men, now=given.NOW, as_of=AS_OF)
    everybody, of_men = target(None), target(men)

    run_targets(as_of=AS_OF, now=given.NOW, engine="duckdb")

    everybody.refresh_from_db()
    of_men.refresh_from_db()
    days = (AS_OF - date(2026, 1, 1)).days + 1
    assert everybody.counted == {"customers": days, "orders": days, "revenue_minor": days * 2000, "members": 1}
    assert of_men.counted["members"] == 1
    assert of_men.counted["customers"] <= 1
    assert [use.route for use in uses_of(men)] == ["marketing_plan"]
