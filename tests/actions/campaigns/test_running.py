"""Members fixed, served once, counted, rolled out, measured."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.actions.campaigns import given
from tests.actions.campaigns.conftest import PEOPLE
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.results import cells_of_test, options_of, part_of
from shuke.actions.campaigns.services import WrongState
from shuke.actions.campaigns.services.running import OverBudget
from shuke.actions.campaigns.tasks import serve
from shuke.actions.offers.models import Gift
from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.records.customers.models import Customer
from shuke.records.customers.services import add_identity, merge_customers
from shuke.records.membership.models import CouponUse
from shuke.records.messages.models import Mailbox, MessageSend, ReceivedMail

pytestmark = pytest.mark.django_db
State, Arm = Campaign.State, CampaignMember.Arm


def roll_out(campaign: Campaign, choice: Campaign.RollOut = Campaign.RollOut.EXPECTED) -> Campaign:
    return services.roll_out(scope=make.scope(), now=given.NOW, campaign=campaign, choice=choice)


def half_of_the_test_buys(campaign: Campaign) -> list[Customer]:
    buying = given.members(campaign, Arm.TEST)[::2]
    for person in buying:
        given.buy(person, given.NOW.date() + timedelta(days=3))
    return buying


def test_the_audience_is_cut_and_drawn_when_it_starts(people: list[Customer]) -> None:
    campaign = given.started()

    arms = {arm: len(given.members(campaign, arm)) for arm in Arm.values}
    assert arms == {Arm.HELD: 25, Arm.TEST: 25, Arm.REST: 75, Arm.OUT: 0}
    cells = set(CampaignMember.objects.filter(campaign=campaign).values_list("cell", flat=True))
    assert len(cells) == PEOPLE
    best = CampaignMember.objects.get(campaign=campaign, cell=555).customer
    assert best.number == "B000"


def test_the_same_seed_draws_the_same_people(people: list[Customer]) -> None:
    first, second = given.started(), given.started()

    for arm in (Arm.HELD, Arm.TEST):
        assert given.members(first, arm) == given.members(second, arm)


def test_members_are_fixed_once(people: list[Customer]) -> None:
    campaign = given.started()
    before = given.members(campaign, Arm.TEST)
    make.customer("newcomer")

    services.fix_members(campaign=campaign, now=given.NOW)

    assert CampaignMember.objects.filter(campaign=campaign).count() == PEOPLE
    assert given.members(campaign, Arm.TEST) == before


def test_only_the_sample_is_served_and_each_once(people: list[Customer]) -> None:
    campaign = given.started()

    assert given.served(campaign) == 25
    assert given.served(campaign) == 0
    assert set(Gift.objects.values_list("customer", flat=True)) == {
        person.pk for person in given.members(campaign, Arm.TEST)
    }


def test_two_members_who_became_one_get_one_gift(people: list[Customer]) -> None:
    campaign = given.started()
    part, whole = given.members(campaign, Arm.TEST)[:2]
    merge_customers(scope=make.scope(), now=given.NOW, origin="test", customer=part, into=whole)

    given.served(campaign)

    assert Gift.objects.count() == 24
    assert Gift.objects.filter(customer=whole).count() == 1


def test_a_paused_campaign_serves_nobody_until_it_is_resumed(people: list[Customer]) -> None:
    campaign = given.started()
    services.pause(scope=make.scope(), now=given.NOW, campaign=campaign)
    assert given.served(campaign) == 0

    services.resume(scope=make.scope(), now=given.NOW, campaign=campaign)

    assert given.served(campaign) == 25


def test_a_stopped_campaign_takes_back_what_has_not_left(people: list[Customer]) -> None:
    for person in people[:40]:
        messages.said(person, yes=True, channel="post")
    Customer.objects.update(address="1 River Street")
    template = messages.template("autumn", purpose="marketing", texts={"en": ("Autumn", "Come by.")})
    campaign = given.started(way="post", template=template)
    assert given.served(campaign) == 8

    services.stop(scope=make.scope(), now=given.NOW, campaign=campaign)

    assert services.cancel_waiting(campaign_id=campaign.pk, now=given.NOW) == 8
    assert set(MessageSend.objects.values_list("state", flat=True)) == {"cancelled"}
    assert len(given.members(campaign, Arm.OUT)) == PEOPLE - 40


def test_the_background_fixes_and_serves(people: list[Customer]) -> None:
    campaign = services.start(
        scope=make.scope(), now=given.NOW, campaign=given.draft(), seed=given.SEED, as_of=given.AS_OF
    )
    job = Job.objects.get(task="shuke.actions.campaigns.tasks.serve")
    context = JobContext()

    serve(**job.kwargs, job=context)

    assert (context.progress.done, context.progress.total) == (25, 25)
    assert CampaignMember.objects.filter(campaign=campaign, is_served=True).count() == 25


def test_answers_are_purchases_of_the_days_that_count(people: list[Customer]) -> None:
    campaign = given.started()
    given.served(campaign)
    tested = given.members(campaign, Arm.TEST)
    given.buy(tested[0], given.NOW.date())
    given.buy(tested[1], given.NOW.date() + timedelta(days=13))
    given.buy(tested[2], given.NOW.date() + timedelta(days=14))
    given.buy(given.members(campaign, Arm.HELD)[0], given.NOW.date())
    found = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=30))

    test = part_of(found, "test")
    assert test is not None
    assert (test.pieces, test.answers, test.spend_minor) == (25, 2, 6000)
    assert test.profit == pytest.approx(2 * 35 - 25 * 0.62)
    held = CampaignMember.objects.filter(campaign=campaign, arm=Arm.HELD, answered_test=True)
    assert held.count() == 1


@pytest.mark.sqlite_only
def test_nothing_later_than_the_refresh_is_counted(people: list[Customer]) -> None:
    campaign = given.started()
    given.served(campaign)
    given.buy(given.members(campaign, Arm.TEST)[0], given.NOW.date() + timedelta(days=5))

    early = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=4))
    assert early.counted["answers"] == 0
    late = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=5), has_new_orders=False)
    assert late.counted["answers"] == 1


def test_a_redeemed_coupon_is_an_answer(people: list[Customer]) -> None:
    campaign = given.started(coupon=given.membership.coupon(), counts_purchase=False, counts_reply=False)
    given.served(campaign)
    code = Gift.objects.order_by("pk")[0].code
    assert code is not None
    at = given.NOW + timedelta(days=2)
    CouponUse.objects.create(
        code=code, coupon=code.coupon, customer=code.customer, state="redeemed", reserved_at=at, reserved_until=at,
        settled_at=at,
    )  # fmt: skip
    found = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=5))

    assert found.counted["answers"] == 1
    assert CampaignMember.objects.get(coupons_used=1).customer == code.customer


def test_a_mail_that_somebody_wrote_back_is_an_answer(people: list[Customer]) -> None:
    for place, person in enumerate(people[:40]):
        add_identity(
            scope=make.SYSTEM,
            now=given.NOW,
            origin="test",
            customer=person,
            kind="email",
            value=f"b{place}@example.com",
        )
        messages.said(person, yes=True)
    template = messages.template("autumn", purpose="marketing", texts={"en": ("Autumn", "Come by.")})
    campaign = given.started(way="email", template=template, counts_purchase=False, counts_coupon=False)
    given.served(campaign)
    MessageSend.objects.update(state="sent")
    box = Mailbox.objects.create(name="shop")
    sends = list(MessageSend.objects.order_by("pk"))
    for place, (send, automatic) in enumerate(zip(sends[:2], ("", "vacation"), strict=True)):
        ReceivedMail.objects.create(
            mailbox=box, uid=place, identity=str(place), arrived_at=given.NOW + timedelta(days=1), taken_at=given.NOW,
            size_bytes=1, sender_check="pass", automatic=automatic, answers=send,
        )  # fmt: skip
    found = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=5))

    assert found.counted["answers"] == 1
    assert CampaignMember.objects.get(answered_test=True).customer == sends[0].customer


def test_the_roll_out_goes_to_cells_above_break_even(people: list[Customer]) -> None:
    campaign = given.started(cost_per_piece=Decimal(10))
    given.served(campaign)
    half_of_the_test_buys(campaign)
    counted = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=14))
    options = {option.choice: option for option in options_of(counted)}
    assert options["everyone"].pieces == 75

    rolled = roll_out(counted)

    chosen = CampaignMember.objects.filter(campaign=campaign, is_rolled_out=True)
    assert chosen.count() == options["expected"].pieces > 0
    assert rolled.forecast["profit"] == pytest.approx(options["expected"].profit)
    assert given.served(rolled) == chosen.count()


@pytest.mark.sqlite_only
def test_forecast_stands_beside_what_it_brought(people: list[Customer]) -> None:
    campaign = given.started()
    given.served(campaign)
    half_of_the_test_buys(campaign)
    day = given.NOW.date() + timedelta(days=14)
    rolled = roll_out(given.counted(campaign, as_of=day))
    given.served(rolled)
    for person in given.members(campaign, Arm.REST)[:30]:
        given.buy(person, given.NOW.date() + timedelta(days=1))
    found = given.counted(campaign, as_of=day)

    later = part_of(found, "roll_out")
    assert later is not None
    assert (found.state, later.pieces) == (State.CLOSED, found.forecast["pieces"])
    assert later.answers == 30
    assert later.profit == pytest.approx(30 * 35 - later.pieces * 0.62)


@pytest.mark.sqlite_only
def test_nobody_to_roll_out_to_is_said(people: list[Customer]) -> None:
    campaign = given.started(cost_per_piece=Decimal(30))
    given.served(campaign)
    counted = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=14))

    with pytest.raises(WrongState, match="nobody to roll out to"):
        roll_out(counted)


@pytest.mark.sqlite_only
def test_a_roll_out_above_the_budget_is_refused(people: list[Customer]) -> None:
    campaign = given.started(budget=Decimal(20))
    given.served(campaign)
    half_of_the_test_buys(campaign)
    counted = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=14))

    with pytest.raises(OverBudget, match="more than the budget"):
        roll_out(counted, Campaign.RollOut.EVERYONE)


@pytest.mark.sqlite_only
def test_without_a_test_everybody_is_served_and_it_ends_with_its_days(people: list[Customer]) -> None:
    campaign = given.started(test_step=1)
    assert given.served(campaign) == 100

    found = given.counted(campaign, as_of=given.NOW.date() + timedelta(days=13))

    assert (found.state, options_of(found)) == (State.CLOSED, [])
    cells = cells_of_test(found)
    assert cells is not None
    assert cells.pieces == 100
