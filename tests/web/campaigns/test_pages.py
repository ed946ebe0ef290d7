"""Pages of campaigns: what is said before and after, who may do what, where numbers lead."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from tests.actions.campaigns import given
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages
from tests.web.conftest import SignedIn, client_of, page

from shuke.actions.campaigns import services
from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.offers.models import CALL, Gift
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.uses import uses_of
from shuke.jobs.models import Job
from shuke.outcomes.models import Outcome
from shuke.records.access.scope import scope_of_staff, scope_of_system
from shuke.records.customers.models import Customer
from shuke.web.campaigns.brought import money_brought, rows_of
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

State, Arm = Campaign.State, CampaignMember.Arm
OF_CAMPAIGN = next(each for each in FILTERS if each.key == "campaign")
TODAY = given.NOW.date()
CELLS = [
    {"cell": "555", "customers": 100, "pieces": 50, "responses": 10, "rolled": 50, "later": 8},
    {"cell": "554", "customers": 100, "pieces": 50, "responses": 0, "rolled": 0, "later": 0},
]
PART = {"customers": 100, "pieces": 100, "answers": 10, "spend_minor": 0, "cost": 62.0, "profit": 288.0}
ROLLED = {"customers": 50, "pieces": 50, "answers": 8, "spend_minor": 0, "cost": 31.0, "profit": 249.0}
RESPONSE = {
    "treated": 0.1, "control": 0.02, "difference": 0.08, "lower": 0.03, "upper": 0.13, "total": 8.0, "total_lower": 3.0,
    "total_upper": 13.0, "probability_above": 0.9999999, "verdict": "gain",
}  # fmt: skip
MONEY = {**RESPONSE, "total": 21800.0, "total_lower": 4000.0, "total_upper": 39000.0}


def form(**facts: object) -> dict[str, str]:
    plain = {
        "name": "Winter pantry", "audience": "", "points": "20", "cost_per_piece": "0.62", "net_revenue_per_sale": "35",
        "test_step": "4", "hold_out_percent": "20", "window_days": "21", "counts_purchase": "on",
    }  # fmt: skip
    return {name: str(value) for name, value in {**plain, **facts}.items()}


def people(count: int = 20) -> list[Customer]:
    return [make.customer(f"No {place}") for place in range(count)]


def said(response: Any) -> str:
    return "".join(str(message) for message in response.context["messages"])


def finished(state: str = State.CLOSED, **facts: Any) -> Campaign:
    """Counted by hand: two cells, one of which pays."""
    campaign = given.draft()
    counted = {
        "cells": CELLS, "test": PART, "roll_out": ROLLED, "held": 20, "audience": 230, "pieces": 150, "answers": 18,
        "waiting": 0, "refused": {"no_consent": 7},
    }  # fmt: skip
    forecast = {"cells": ["555"], "pieces": 50, "cost": 31, "answers": 9, "profit": 280.0, "lower": 100, "upper": 400}
    values = {
        "state": state, "counted": counted, "counted_as_of": TODAY + timedelta(days=60), "test_from_on": TODAY,
        "fixed_at": given.NOW, "cells_as_of": given.AS_OF, "roll_out": "expected", "forecast": forecast,
        "roll_out_on": TODAY + timedelta(days=21), "closed_at": given.NOW, **facts,
    }  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk).update(**values)
    groups = {"5": {"response": RESPONSE, "sizes": {"treated": 50, "held": 20}}}
    Outcome.objects.create(
        kind="campaign", key=f"{campaign.pk}:roll_out", name=campaign.name, from_on=TODAY, until_on=TODAY, treated=50,
        held=20, cost_minor=3100, currency="CNY", as_of=TODAY, groups=groups,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip
    return Campaign.objects.get(pk=campaign.pk)


def test_break_even_stands_there_before_anything_is_sent(signed_in: SignedIn) -> None:
    people()
    html = signed_in("marketer").post(reverse("plan_campaign"), form(name="", expected_percent="5")).content.decode()

    assert "1.77%" in html
    assert "<b>1</b> sales from <b>16</b> people pay for it." in html
    assert "as you expect" in html


def test_a_plan_of_nonsense_says_why(signed_in: SignedIn) -> None:
    html = signed_in("marketer").post(reverse("plan_campaign"), form(audience="colour = red")).content.decode()

    assert "no field" in html


def test_a_campaign_is_written_and_changed(signed_in: SignedIn) -> None:
    people()
    client = signed_in("marketer")
    client.post(reverse("new_campaign"), form())
    campaign = Campaign.objects.get()
    assert "Winter pantry" in page(client, "edit_campaign", campaign.pk)

    client.post(reverse("edit_campaign", args=[campaign.pk]), form(name="Spring", budget="100"))

    campaign.refresh_from_db()
    assert (campaign.name, campaign.budget, campaign.hold_out_share) == ("Spring", Decimal(100), Decimal("0.2"))
    assert "Ready to start" in page(client, "campaign", campaign.pk)


def test_a_wrong_audience_is_told_in_the_form(signed_in: SignedIn) -> None:
    response = signed_in("marketer").post(reverse("new_campaign"), form(audience="colour = red"))

    assert response.status_code == 422
    assert "no field" in response.content.decode()


def segment(key: str, line: str) -> Segment:
    tree = document_of(parse(line))
    return Segment.objects.create(key=key, name=key.capitalize(), tree=tree, created_at=given.NOW, updated_at=given.NOW)


def test_the_page_of_a_segment_leads_to_a_campaign_for_it(signed_in: SignedIn) -> None:
    segment("men", "gender = male")

    html = page(signed_in("marketer"), "new_campaign", segment="men")

    assert '<option value="men" selected>Men</option>' in html


@pytest.mark.parametrize(
    ("line", "audience"),
    [
        ("", "segment(men)"),
        ("stage = new or stage = lost", "segment(men) and (stage = new or stage = lost)"),
        ("points >= 5 and not tag = VIP", "segment(men) and points >= 5 and not tag = VIP"),
    ],
)
def test_a_saved_segment_is_chosen_and_narrowed_by_a_text(signed_in: SignedIn, line: str, audience: str) -> None:
    segment("men", "gender = male")
    marketer = signed_in("marketer")

    marketer.post(reverse("new_campaign"), form(segment_key="men", audience=line))

    saved = Campaign.objects.get()
    assert say_audience(saved.audience) == audience
    shown = marketer.get(reverse("edit_campaign", args=[saved.pk])).context["form"].initial
    assert (shown["segment_key"], shown["audience"]) == ("men", line)
    assert [use.name for use in uses_of(Segment.objects.get())] == ["campaign “Winter pantry”"]


def test_a_segment_that_is_gone_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("marketer").post(reverse("new_campaign"), form(segment_key="gone")).status_code == 422


def test_an_audience_of_nobody_is_refused_with_a_sentence(signed_in: SignedIn) -> None:
    campaign = given.draft()
    response = signed_in("marketer").post(reverse("campaign_step", args=[campaign.pk, "ask"]), follow=True)

    assert "Of 0 customers meant" in said(response)


def test_a_second_person_approves(signed_in: SignedIn) -> None:
    people()
    services.save_rules(scope=make.scope(), now=given.NOW, approval_above=Decimal(1))
    marketer, manager = make.staff("marketer", has_seen_tour=True), make.staff("manager", has_seen_tour=True)
    campaign = services.save_campaign(scope=scope_of_staff(marketer), now=given.NOW, wishes=given.wishes())
    client_of(marketer).post(reverse("campaign_step", args=[campaign.pk, "ask"]))

    assert "Approve" not in page(client_of(marketer), "campaign", campaign.pk)
    assert client_of(marketer).post(reverse("approve_campaign", args=[campaign.pk])).status_code == 403
    client_of(manager).post(reverse("approve_campaign", args=[campaign.pk]))

    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by) == (State.APPROVED, manager)
    assert "Start the test" in page(client_of(marketer), "campaign", campaign.pk)


def test_a_finished_campaign_shows_forecast_beside_actual_and_the_control_group(signed_in: SignedIn) -> None:
    campaign = finished()
    html = page(signed_in("owner"), "campaign", campaign.pk)

    assert "forecast <i>¥</i>280" in html
    assert "8 answers; inside the range" in html
    assert "It worked, and it paid." in html
    assert "Of 1,000 people written to, 100 bought" in html
    assert f"?campaign={campaign.pk}-555" in html
    assert f"?campaign={campaign.pk}-out" in html
    assert "7 never agreed" in html


def test_who_sees_no_money_sees_no_profit(signed_in: SignedIn) -> None:
    campaign = finished()
    assert "¥" in page(signed_in("analyst"), "campaign", campaign.pk)
    assert signed_in("front_line").get(reverse("campaign", args=[campaign.pk])).status_code == 403


def test_a_roll_out_is_chosen_among_what_each_would_bring(signed_in: SignedIn) -> None:
    campaign = finished(state=State.TESTING, roll_out="", roll_out_on=None, forecast={}, closed_at=None)
    member = CampaignMember.objects.create(campaign=campaign, customer=make.customer(), cell=555, arm=Arm.REST)
    client = signed_in("marketer")
    assert "Cells above break-even" in page(client, "campaign", campaign.pk)

    client.post(reverse("roll_out_campaign", args=[campaign.pk]), {"choice": "expected"})

    campaign.refresh_from_db()
    member.refresh_from_db()
    assert (campaign.state, campaign.roll_out, member.is_rolled_out) == (State.ROLLED_OUT, "expected", True)
    assert Job.objects.filter(task="shuke.actions.campaigns.tasks.serve").exists()
    assert client.post(reverse("roll_out_campaign", args=[campaign.pk]), {"choice": "all"}).status_code == 404


def test_a_running_campaign_is_paused_resumed_counted_and_stopped(signed_in: SignedIn) -> None:
    campaign = finished(state=State.TESTING)
    client = signed_in("marketer")
    for step in ("pause", "resume"):
        client.post(reverse("campaign_step", args=[campaign.pk, step]))
        campaign.refresh_from_db()
        assert campaign.is_paused == (step == "pause")
    client.post(reverse("count_campaign", args=[campaign.pk]))
    assert Job.objects.filter(task="shuke.outcomes.tasks.count").exists()
    assert "cannot be undone" in page(client, "campaign_step", campaign.pk, "stop")

    client.post(reverse("campaign_step", args=[campaign.pk, "stop"]))

    campaign.refresh_from_db()
    assert campaign.state == State.STOPPED


def test_a_step_that_cannot_follow_says_so(signed_in: SignedIn) -> None:
    campaign = finished()
    response = signed_in("marketer").post(reverse("campaign_step", args=[campaign.pk, "pause"]), follow=True)

    assert "this step cannot follow" in said(response)
    assert signed_in("marketer").post(reverse("campaign_step", args=[campaign.pk, "fly"])).status_code == 404


def test_a_draft_is_repeated_and_deleted(signed_in: SignedIn) -> None:
    client = signed_in("marketer")
    campaign = finished()
    client.post(reverse("campaign_step", args=[campaign.pk, "repeat"]))
    again = Campaign.objects.exclude(pk=campaign.pk).get()
    assert again.state == State.DRAFT

    client.post(reverse("campaign_step", args=[again.pk, "delete"]))

    assert list(Campaign.objects.all()) == [campaign]


def test_history_says_that_its_contacts_were_not_drawn_by_chance(signed_in: SignedIn) -> None:
    campaign = finished(is_history=True, counted={"pieces": 10, "answers": 3, "redemptions": 5})
    html = page(signed_in("owner"), "campaign", campaign.pk)

    assert "These contacts were not drawn by chance." in html
    assert "30.00%" in html


def test_campaigns_are_listed_with_few_queries(signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        finished()
    given.draft()
    client = signed_in("owner")
    page(client, "campaigns")
    with django_assert_max_num_queries(14):
        html = page(client, "campaigns")

    assert "Being prepared" in html
    assert "12.00%" in html


def test_the_month_shows_what_runs_and_what_is_planned(signed_in: SignedIn) -> None:
    finished()
    given.draft(name="Later", planned_on=TODAY + timedelta(days=10))
    html = page(signed_in("owner"), "campaign_calendar", month=f"{TODAY:%Y-%m}")

    assert "Winter pantry" in html
    assert "is-planned" in html
    assert page(signed_in("owner"), "campaign_calendar", month="never")
    for beyond in ("0001-01", "9999-12"):
        assert f"month={timezone.now():%Y}" in page(signed_in("owner"), "campaign_calendar", month=beyond)


def test_what_the_money_brought_back_adds_up(signed_in: SignedIn) -> None:
    finished()
    html = page(signed_in("owner"), "outcomes")

    assert "+<i>¥</i>218" in html
    assert "It worked, and it paid." in html


def test_what_each_offer_brought_leads_to_where_it_was_made(signed_in: SignedIn) -> None:
    campaign = finished()
    key = f"coupon:{campaign.offer.coupon_id}"
    client = signed_in("analyst")

    html = page(client, "outcomes")
    narrowed = page(client, "outcomes", offer=key)

    assert f'href="?offer={key}"' in html
    assert "Taken together it paid." in html
    assert "Winter pantry" in narrowed
    assert "All offers" in narrowed
    assert "Winter pantry" in page(client, "outcomes", offer="coupon:\x00")  # no such offer: all of them


def test_calls_are_made_one_after_the_other(signed_in: SignedIn) -> None:
    campaign = given.draft(way=CALL, script="Ask how the beans were", coupon=None)
    customer = make.customer("Lu Jiusi", phone="13800138000")
    messages.said(customer, yes=True, channel="phone")
    gift = Gift.objects.create(key="k", offer=campaign.offer, customer=customer, given_at=given.NOW)
    CampaignMember.objects.create(campaign=campaign, customer=customer, cell=555, arm=Arm.TEST, gift=gift)
    client = signed_in("marketer")
    html = page(client, "campaign_calls", campaign.pk)
    assert "Ask how the beans were" in html
    assert "13800138000" in html

    client.post(reverse("campaign_call", args=[campaign.pk, gift.pk]), {"outcome": "yes"})

    gift.refresh_from_db()
    assert gift.outcome == "yes"
    assert "Nobody left to call" in page(client, "campaign_calls", campaign.pk)


def test_who_took_their_word_back_since_the_start_is_not_called(signed_in: SignedIn) -> None:
    campaign = given.draft(way=CALL, script="Ask how the beans were", coupon=None)
    for number, name in enumerate(("Willing", "Unwilling", "Erstwhile")):
        customer = make.customer(name, phone=f"1380013800{number}")
        messages.said(customer, yes=True, channel="phone")
        gift = Gift.objects.create(key=name, offer=campaign.offer, customer=customer, given_at=given.NOW)
        CampaignMember.objects.create(campaign=campaign, customer=customer, cell=555, arm=Arm.TEST, gift=gift)
    messages.said(Customer.objects.get(name="Unwilling"), yes=False, channel="phone")
    Customer.objects.filter(name="Erstwhile").update(is_do_not_contact=True)

    html = page(signed_in("marketer"), "campaign_calls", campaign.pk)

    assert "Willing" in html
    assert "13800138001" not in html
    assert "13800138002" not in html
    assert "1 to call, 0 done." in html
    assert "2 more are not called" in html


def test_a_letter_has_no_call_list(signed_in: SignedIn) -> None:
    campaign = given.draft(coupon=membership.coupon())

    assert signed_in("marketer").get(reverse("campaign_calls", args=[campaign.pk])).status_code == 404


def test_campaigns_are_shown_to_those_who_work_everywhere(signed_in: SignedIn) -> None:
    campaign = given.draft()
    client = signed_in("manager", make.store())

    for name, args in (("campaigns", []), ("campaign", [campaign.pk]), ("campaign_calendar", []), ("outcomes", [])):
        assert "Of the whole business" in page(client, name, *args)


def test_the_limit_of_approval_is_set(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    client.post(reverse("campaign_rules"), {"approval_above": "500"})

    assert "more than <i>¥</i>500" in page(client, "campaigns")


def test_a_door_opens_those_it_counts() -> None:
    campaign = given.draft()
    arms = {"TESTED": (Arm.TEST, 555), "HELD": (Arm.HELD, 555), "REST": (Arm.REST, 311), "OUT": (Arm.OUT, 0)}
    for number, (arm, cell) in arms.items():
        CampaignMember.objects.create(
            campaign=campaign, customer=make.customer(number=number), cell=cell, arm=arm,
            answered_test=arm == Arm.TEST, is_rolled_out=arm == Arm.REST,
        )  # fmt: skip
    setting = setting_for(scope_of_system("test"), now=make.NOW)

    def behind(part: str) -> set[str]:
        condition = OF_CAMPAIGN.condition(f"{campaign.pk}-{part}", setting)
        return set(Customer.objects.filter(condition).values_list("number", flat=True))

    assert behind("test") == behind("answered") == behind("r5") == {"TESTED"}
    assert behind("held") == {"HELD"}
    assert behind("rolled") == behind("r3") == {"REST"}
    assert behind("out") == {"OUT"}
    assert behind("555") == {"TESTED", "HELD"}
    assert behind("nonsense") == set()
    assert OF_CAMPAIGN.say(f"{campaign.pk}-held,{campaign.pk}-555", setting) == (
        "Winter pantry: held out, Winter pantry: cell 555"
    )


def test_journeys_and_care_stand_beside_by_what_was_bought(signed_in: SignedIn) -> None:
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=None, currency="CNY", as_of=TODAY, effect={"response": RESPONSE, "revenue": MONEY},
    )  # fmt: skip

    html = page(signed_in("owner"), "outcomes")

    assert f'href="{reverse("journey", args=[7])}"' in html
    assert "It worked: more was bought than by those held out." in html
    assert "Surely paid" not in html
    assert "Nothing measured yet" not in html
    assert reverse("settings_contact_prices") in html
    assert reverse("settings_contact_prices") not in page(signed_in("analyst"), "outcomes")


def test_a_journey_whose_cost_is_known_stands_among_those_with_a_profit(signed_in: SignedIn) -> None:
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=1234_00, currency="CNY", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip

    html = page(signed_in("owner"), "outcomes")

    assert "1,234" in html
    assert "Surely paid" in html


def test_what_was_measured_in_another_currency_is_shown_in_it_and_not_added(signed_in: SignedIn) -> None:
    finished()
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=1234_00, currency="EUR", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": MONEY},
    )  # fmt: skip

    brought = money_brought()

    assert (len(brought.rows), brought.cost) == (2, Decimal(31))
    assert "€1,234" in strip_tags(page(signed_in("owner"), "outcomes"))


def test_the_length_of_an_interval_is_that_of_its_currency() -> None:
    finished()
    (alone,) = rows_of(list(Outcome.objects.all()))
    larger = {**MONEY, "total": 9e9, "total_lower": -9e9, "total_upper": 9e9}
    Outcome.objects.create(
        kind=Outcome.Kind.JOURNEY, key="7", name="Welcome", from_on=TODAY, until_on=TODAY, treated=90, held=10,
        cost_minor=0, currency="JPY", as_of=TODAY,
        effect={"response": RESPONSE, "revenue": MONEY, "profit": larger},
    )  # fmt: skip

    drawn = {row.outcome.currency: row.drawn for row in rows_of(list(Outcome.objects.all()))}

    assert drawn["CNY"] == alone.drawn
    assert drawn["JPY"] != alone.drawn
