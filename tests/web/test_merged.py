"""Pages that ask for one customer find what stands on records that were merged into them."""

import pytest
from django.urls import reverse
from tests.actions.campaigns import given as campaigns
from tests.records import make
from tests.records.cases import given as cases
from tests.records.messages import given as messages
from tests.web.conftest import SignedIn

from shuke.actions.campaigns.models import CampaignMember
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.messages.queries import messages_of
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_messages_to_the_merged_record_are_messages_to_the_person(signed_in: SignedIn) -> None:
    pan = messages.reader("潘伟")
    send = messages.queued(make.part_of(pan), subject="To the part")

    listed = signed_in().get("/settings/messages/", {"customer": pan.pk})

    assert "To the part" in listed.content.decode()
    assert list(messages_of(pan.pk)) == [send]


def test_cases_of_the_merged_record_are_cases_of_the_person(signed_in: SignedIn) -> None:
    pan = make.customer("潘伟")
    cases.complaint(customer=make.part_of(pan), subject="Damp beans")
    cases.complaint(customer=make.customer(), subject="Broken jar")

    listed = signed_in().get(reverse("service"), {"view": "all", "customer": pan.pk}).content.decode()

    assert "Damp beans" in listed
    assert "Broken jar" not in listed


def test_who_was_in_a_campaign_as_the_merged_record_is_found_as_the_person() -> None:
    pan = make.customer(number="PAN")
    campaign = campaigns.draft(points=20)
    CampaignMember.objects.create(campaign=campaign, customer=make.part_of(pan), cell=555, arm=CampaignMember.Arm.TEST)
    setting = setting_for(scope_of_system("test"), now=make.NOW)
    of_campaign = next(each for each in FILTERS if each.key == "campaign")

    def behind(value: str) -> set[str]:
        return {one.number for one in Customer.objects.current().filter(of_campaign.condition(value, setting))}

    assert behind(f"{campaign.pk}-test") == {"PAN"}
    assert behind("none") == set()
