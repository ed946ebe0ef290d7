"""A campaign on paper, and who may let it go."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from tests.actions.campaigns import given
from tests.records import make
from tests.records.messages import given as messages
from tests.rows import Rows, put_rows_back, rows_of
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns import services
from shuke.actions.campaigns.audience import WrongAudience, say_audience
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries import plan_of
from shuke.actions.campaigns.reach import reach_of
from shuke.actions.campaigns.services import WrongState
from shuke.actions.campaigns.services.approving import NobodyMeant, NotByYourself
from shuke.actions.campaigns.services.drafting import BadCampaign
from shuke.actions.offers.models import CALL, Offer
from shuke.actions.offers.services import EmptyOffer
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.tree import UnreadableSegment
from shuke.actions.segments.uses import uses_of
from shuke.records.access.models import Staff
from shuke.records.access.scope import NotAllowed, scope_of_staff
from shuke.records.customers.models import Customer, Event, Identity, SearchToken
from shuke.records.customers.services import merge_customers
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db
State = Campaign.State


ROWS = (Store, Customer, Identity, SearchToken, Event)


@pytest.fixture(scope="module")
def hundred_people(django_db_setup: None, django_db_blocker: Any) -> Rows:
    with django_db_blocker.unblock(), transaction.atomic():
        home = make.store("RIVER")
        for place in range(100):
            make.customer(f"No {place}", home=home, gender="female" if place % 2 else "male")
        rows = rows_of(ROWS)
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def shop(db: None, hundred_people: Rows) -> None:
    put_rows_back(hundred_people, ROWS)


def ask(campaign: Campaign, who: Staff | None = None) -> Campaign:
    scope = scope_of_staff(who) if who else make.scope("marketer")
    return services.ask_approval(scope=scope, now=given.NOW, campaign=campaign, as_of=None)


def test_the_audience_is_kept_as_a_tree_and_read_back_as_its_text(shop: None) -> None:
    campaign = given.draft(audience="gender = female")

    assert say_audience(campaign.audience) == "gender = female"
    assert plan_of(campaign, today=given.NOW.date()).audience == 50


def test_an_audience_without_conditions_is_everybody(shop: None) -> None:
    assert plan_of(given.draft(), today=given.NOW.date()).audience == 100


def test_a_saved_segment_can_be_named(shop: None) -> None:
    tree = document_of(parse("gender = male"))
    Segment.objects.create(key="men", name="Men", tree=tree, created_at=given.NOW, updated_at=given.NOW)

    assert plan_of(given.draft(audience="segment(men)"), today=given.NOW.date()).audience == 50


def test_an_audience_that_names_what_is_not_there_is_refused() -> None:
    with pytest.raises(WrongAudience, match="no field"):
        given.draft(audience="colour = red")
    with pytest.raises(UnreadableSegment):
        given.draft(audience="gender = ")


def test_what_it_costs_and_needs_is_known_before_anything_is_sent(shop: None) -> None:
    plan = plan_of(given.draft(expected_rate=Decimal("0.05")), today=given.NOW.date())

    assert (plan.held, plan.test, plan.rest) == (20, 20, 60)
    assert plan.breakeven_rate == pytest.approx(0.62 / 35)
    assert plan.cost == Decimal("49.60")
    assert plan.breakeven_answers == 2
    assert plan.expected_profit == pytest.approx(80 * 0.05 * 35 - 80 * 0.62)


def test_nothing_is_expected_where_nothing_was_tried(shop: None) -> None:
    plan = plan_of(given.draft(), today=given.NOW.date())

    assert (plan.expected, plan.expected_profit) == (None, None)


def test_campaigns_like_this_one_feed_what_is_expected(shop: None) -> None:
    for pieces, answers in ((10_000, 300), (10_000, 320)):
        over = given.draft()
        Campaign.objects.filter(pk=over.pk).update(
            state=State.CLOSED, closed_at=given.NOW, counted={"pieces": pieces, "answers": answers}
        )
    plan = plan_of(given.draft(), today=given.NOW.date())

    assert plan.expected is not None
    assert plan.expected.source == "history"
    assert plan.expected.rate == pytest.approx(0.031, abs=0.002)
    by_points = plan_of(given.draft(points=5), today=given.NOW.date())
    assert by_points.expected is None


def test_who_never_agreed_is_not_reached(shop: None) -> None:
    agreed, silent = messages.reader(), messages.reader()
    messages.said(agreed, yes=True)
    template = messages.template("autumn", purpose="marketing", texts={"en": ("Autumn", "Come by.")})
    plan = plan_of(
        given.draft(way="email", template=template, hold_out_share=Decimal(0), test_step=1), today=given.NOW.date()
    )

    assert plan.reachable == 1
    assert plan.refused == {"no_consent": 101}
    assert silent is not None


def test_who_never_agreed_to_calls_is_not_called(shop: None) -> None:
    agreed, silent, refused, closed = (
        make.customer(name, phone=f"1380013800{place}")
        for place, name in enumerate(("Agreed", "Silent", "Refused", "Closed"))
    )
    for person, yes in ((agreed, True), (refused, True), (refused, False), (closed, True)):
        messages.said(person, yes=yes, channel="phone")
    Customer.objects.filter(pk=closed.pk).update(is_do_not_contact=True)
    ids = np.array(sorted(one.pk for one in (agreed, silent, refused, closed)))

    reach = reach_of(ids, Offer(way=CALL))

    assert reach.ids.tolist() == [agreed.pk]
    assert {reason: set(found.tolist()) for reason, found in reach.refused.items()} == {
        "do_not_contact": {closed.pk}, "no_consent": {silent.pk, refused.pk},
    }  # fmt: skip


def test_who_said_no_to_care_is_not_written_to_and_who_said_nothing_is(shop: None) -> None:
    silent, refused = messages.reader(), messages.reader()
    messages.said(refused, yes=False, purpose="care")

    reach = reach_of(np.array([silent.pk, refused.pk]), Offer(way="email", template=messages.template(purpose="care")))

    assert reach.ids.tolist() == [silent.pk]
    assert {reason: found.tolist() for reason, found in reach.refused.items()} == {"unsubscribed": [refused.pk]}


def test_an_audience_of_nobody_is_refused_with_a_sentence() -> None:
    with pytest.raises(NobodyMeant, match="Of 0 customers meant"):
        ask(given.draft())


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "name"),
        ({"window_days": 0}, "Answers count"),
        ({"test_step": 0}, "every customer"),
        ({"hold_out_share": Decimal(1)}, "Hold out"),
        ({"expected_rate": Decimal(0)}, "expected response"),
        ({"counts_purchase": False, "counts_coupon": False, "counts_reply": False}, "counts as an answer"),
    ],
)
def test_wishes_that_make_no_campaign_are_refused(facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadCampaign, match=sentence):
        given.draft(**facts)


def test_an_offer_of_nothing_is_refused() -> None:
    with pytest.raises(EmptyOffer):
        given.draft(coupon=None)


def test_a_cheap_campaign_needs_no_second_person(shop: None) -> None:
    assert ask(given.draft()).state == State.APPROVED


def test_above_the_limit_a_second_person_approves(shop: None) -> None:
    services.save_rules(scope=make.scope(), now=given.NOW, approval_above=Decimal(40))
    marketer, manager = make.staff("marketer"), make.staff("manager")
    campaign = ask(given.draft(), marketer)
    assert campaign.state == State.AWAITING

    approved = services.approve(scope=scope_of_staff(manager), now=given.NOW, campaign=campaign)

    assert (approved.state, approved.approved_by) == (State.APPROVED, manager)


def test_nobody_approves_what_they_asked_for(shop: None) -> None:
    services.save_rules(scope=make.scope(), now=given.NOW, approval_above=Decimal(40))
    manager = make.staff("manager")
    campaign = ask(given.draft(), manager)

    with pytest.raises(NotByYourself):
        services.approve(scope=scope_of_staff(manager), now=given.NOW, campaign=campaign)
    with pytest.raises(NotAllowed):
        services.approve(scope=make.scope("marketer"), now=given.NOW, campaign=campaign)


def test_it_cannot_start_around_the_second_person(shop: None, data_folder: Path) -> None:
    build_warehouse(data_folder)
    services.save_rules(scope=make.scope(), now=given.NOW, approval_above=Decimal(40))

    with pytest.raises(WrongState, match="approval"):
        services.start(scope=make.scope(), now=given.NOW, campaign=given.draft(), seed=1, as_of=given.AS_OF)


def test_what_is_changed_after_approval_is_a_draft_again(shop: None) -> None:
    campaign = ask(given.draft())

    changed = services.save_campaign(
        scope=make.scope(), now=given.NOW, wishes=given.wishes(name="Spring"), campaign=campaign
    )

    assert (changed.pk, changed.state, changed.name) == (campaign.pk, State.DRAFT, "Spring")


def test_a_repeated_campaign_is_a_new_draft_with_the_same_terms(shop: None) -> None:
    campaign = ask(given.draft(audience="gender = female", budget=Decimal(500)))

    again = services.repeat_campaign(scope=make.scope(), now=given.NOW, campaign=campaign)

    assert (again.state, again.audience, again.budget) == (State.DRAFT, campaign.audience, campaign.budget)
    assert again.offer != campaign.offer
    assert again.offer.coupon == campaign.offer.coupon


def test_a_deleted_draft_leaves_nothing() -> None:
    services.delete_draft(scope=make.scope(), now=given.NOW, campaign=given.draft())

    assert not Campaign.objects.exists()
    assert not Offer.objects.exists()


def test_who_works_in_one_store_makes_no_campaign() -> None:
    with pytest.raises(NotAllowed):
        services.save_campaign(scope=make.scope("manager", make.store()), now=given.NOW, wishes=given.wishes())


def test_a_segment_that_a_draft_names_says_so(shop: None) -> None:
    tree = document_of(parse("gender = male"))
    men = Segment.objects.create(key="men", name="Men", tree=tree, created_at=given.NOW, updated_at=given.NOW)
    campaign = given.draft(audience="segment(men) and gender = male")

    assert [(use.route, use.pk) for use in uses_of(men)] == [("campaign", campaign.pk)]


def test_a_word_and_an_address_of_a_merged_record_count_for_the_person(shop: None) -> None:
    whole, part = make.customer("Whole"), messages.reader("Part")
    messages.said(part, yes=True)
    merge_customers(scope=make.SYSTEM, now=given.NOW, origin="test", customer=part, into=whole)

    template = messages.template("autumn", purpose="marketing", texts={"en": ("Autumn", "Come by.")})

    assert reach_of(np.array([whole.pk]), Offer(way="email", template=template)).ids.tolist() == [whole.pk]
