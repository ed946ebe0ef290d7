"""Joint promotions: a firm bears its share of the cost, and what is ours and what is theirs is told apart."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.actions.campaigns import given
from tests.records import make
from tests.records.api_client import Api
from tests.web.campaigns.finished import finished, people
from tests.web.campaigns.test_pages import form
from tests.web.conftest import SignedIn, page

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign
from shuke.actions.campaigns.queries.planning import terms_of
from shuke.actions.campaigns.services.drafting import BadCampaign
from shuke.records.customers.models import Customer, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def brewery() -> Organisation:
    return Organisation.objects.create(name="Qingdao Brewery")


def test_break_even_is_that_of_our_share() -> None:
    campaign = given.draft(partner=brewery(), partner_share=Decimal("0.5"))

    assert terms_of(campaign).breakeven_rate == pytest.approx(0.31 / 35)


def test_a_share_needs_a_firm_and_stays_within_the_whole() -> None:
    with pytest.raises(BadCampaign, match="which firm"):
        given.draft(partner_share=Decimal("0.5"))
    with pytest.raises(BadCampaign, match="100%"):
        given.draft(partner=brewery(), partner_share=Decimal("1.5"))


def test_a_repeated_campaign_keeps_its_partner() -> None:
    campaign = given.draft(partner=brewery(), partner_share=Decimal("0.4"))

    again = services.repeat_campaign(scope=make.scope(), now=given.NOW, campaign=campaign)

    assert (again.partner, again.partner_share) == (campaign.partner, Decimal("0.4"))


def test_the_partner_is_written_by_name_and_shown_with_both_costs(signed_in: SignedIn) -> None:
    people()
    brewery()
    client = signed_in("marketer")

    wrong = client.post(reverse("new_campaign"), form(partner="Nobody Ltd", partner_percent="40"))
    beside = client.post(reverse("plan_campaign"), form(partner="qingdao brewery", partner_percent="50"))
    client.post(reverse("new_campaign"), form(partner="qingdao brewery", partner_percent="40"))

    assert "No customer belongs to a firm" in wrong.content.decode()
    assert "Qingdao Brewery bears 50%" in beside.content.decode()
    assert "0.89%" in beside.content.decode()  # 0.31 of 35, ours alone
    assert "1.77%" in beside.content.decode()  # without the partner
    assert Campaign.objects.get().partner_share == Decimal("0.4")
    assert 'value="Qingdao Brewery"' in page(client, "edit_campaign", Campaign.objects.get().pk)


def test_the_partner_s_page_tells_ours_and_theirs_apart(signed_in: SignedIn) -> None:
    partner, campaign = brewery(), finished()
    Campaign.objects.filter(pk=campaign.pk).update(partner=partner, partner_share=Decimal("0.4"))
    client = signed_in("marketer")

    html = page(client, "campaign_partner", partner.pk)

    assert "37.20" in html  # of 150 pieces at 0.62
    assert "55.80" in html
    assert "Qingdao Brewery" in page(client, "campaign_partners")
    assert "Qingdao Brewery bears 40%" in page(client, "campaign", campaign.pk)


def test_partners_are_of_the_whole_business(signed_in: SignedIn) -> None:
    partner = brewery()
    client = signed_in("manager", make.store())

    assert "Qingdao" not in page(client, "campaign_partner", partner.pk)
    assert "Qingdao" not in page(client, "campaign_partners")


def test_another_program_names_the_partner() -> None:
    brewery()
    body = {
        "name": "Beer", "points": 5, "cost_per_piece": "1", "net_revenue_per_sale": "10", "partner": "Qingdao Brewery",
        "partner_share": "0.25",
    }  # fmt: skip

    made = Api("marketer").post("/campaigns", body)
    unknown = Api("marketer").post("/campaigns", body | {"partner": "Nobody Ltd"})

    assert (made.json()["partner"], made.json()["partner_share"]) == ("Qingdao Brewery", "0.25")
    assert unknown.status_code == 422


def test_a_customer_s_firm_leads_to_what_it_bears(signed_in: SignedIn) -> None:
    partner, store = brewery(), make.store()
    person = make.customer(home=store)
    Customer.objects.filter(pk=person.pk).update(organisation=partner)
    door = reverse("campaign_partner", args=[partner.pk])
    marketer = signed_in("marketer")

    assert f'href="{door}"' in page(marketer, "customer", person.pk)
    assert "No joint promotion yet" in page(marketer, "campaign_partner", partner.pk)
    elsewhere = page(signed_in("manager", store), "customer", person.pk)
    assert "Qingdao Brewery" in elsewhere
    assert door not in elsewhere
