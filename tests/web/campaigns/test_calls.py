"""The list of calls of a campaign."""

import pytest
from django.urls import reverse
from tests.actions.campaigns import given
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages
from tests.web.campaigns.finished import Arm
from tests.web.conftest import SignedIn, page

from shuke.actions.campaigns.models import CampaignMember
from shuke.actions.offers.models import CALL, Gift
from shuke.records.customers.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


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


def test_the_phone_of_a_record_that_became_part_of_the_person_is_theirs(signed_in: SignedIn) -> None:
    campaign = given.draft(way=CALL, script="Ask how the beans were", coupon=None)
    customer, part = make.customer("Lu Jiusi"), make.customer("Lu J.", phone="13800138000")
    Customer.objects.filter(pk=part.pk).update(merged_into=customer)
    messages.said(customer, yes=True, channel="phone")
    gift = Gift.objects.create(key="k", offer=campaign.offer, customer=customer, given_at=given.NOW)
    CampaignMember.objects.create(campaign=campaign, customer=customer, cell=555, arm=Arm.TEST, gift=gift)

    assert "13800138000" in page(signed_in("marketer"), "campaign_calls", campaign.pk)


def test_a_letter_has_no_call_list(signed_in: SignedIn) -> None:
    campaign = given.draft(coupon=membership.coupon())

    assert signed_in("marketer").get(reverse("campaign_calls", args=[campaign.pk])).status_code == 404
