"""Pages of campaigns: what is said before and after, who may do what, where numbers lead."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.campaigns import given
from tests.records import make
from tests.web.campaigns.finished import Arm, State, finished, people
from tests.web.conftest import SignedIn, client_of, page

from shuke.actions.campaigns import services
from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.uses import uses_of
from shuke.jobs.models import Job
from shuke.records.access.scope import scope_of_staff, scope_of_system
from shuke.records.customers.models import Customer
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

OF_CAMPAIGN = next(each for each in FILTERS if each.key == "campaign")


def form(**facts: object) -> dict[str, str]:
    plain = {
        "name": "Winter pantry", "audience": "", "points": "20", "cost_per_piece": "0.62", "net_revenue_per_sale": "35",
        "test_step": "4", "hold_out_percent": "20", "window_days": "21", "counts_purchase": "on",
    }  # fmt: skip
    return {name: str(value) for name, value in {**plain, **facts}.items()}


def said(response: Any) -> str:
    return "".join(str(message) for message in response.context["messages"])


def segment(key: str, line: str) -> Segment:
    tree = document_of(parse(line))
    return Segment.objects.create(key=key, name=key.capitalize(), tree=tree, created_at=given.NOW, updated_at=given.NOW)


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
