"""The published campaigns stand as history, with the coupons that were used, and never as something measured."""

from datetime import date

import pandas as pd
import pytest
from tests.records import make
from tests.records.membership import given as membership

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.demo import campaigns
from shuke.demo.campaigns import load_campaigns
from shuke.outcomes.campaigns import campaign_treatments

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

TABLES = {
    "campaigns": pd.DataFrame({"campaign_id": [1, 1, 2], "household_id": [105, 1238, 105]}),
    "campaign_descriptions": pd.DataFrame(
        {
            "campaign_id": [1, 2],
            "campaign_type": ["Type B", "Type C"],
            "start_date": pd.to_datetime(["2017-03-03", "2017-03-08"]),
            "end_date": pd.to_datetime(["2017-04-09", "2017-04-09"]),
        }
    ),
    "coupon_redemptions": pd.DataFrame({"household_id": [105, 105, 105], "campaign_id": [1, 1, 2]}),
}


def load(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(campaigns, "published", TABLES.__getitem__)
    load_campaigns(shifted_weeks=52, now=make.NOW, say=said.append)
    return said


@pytest.fixture
def households() -> None:
    membership.coupon()
    for number in ("105", "1238"):
        make.customer(number=number)


def test_who_was_written_to_and_who_used_a_coupon(households: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said = load(monkeypatch)

    first = Campaign.objects.get(name="Campaign 1 (Type B)")
    assert (first.test_from_on, first.test_until_on) == (date(2018, 3, 2), date(2018, 4, 8))
    assert first.counted == {"audience": 2, "pieces": 2, "answers": 1, "redemptions": 2}
    assert CampaignMember.objects.get(campaign=first, coupons_used=2).customer.number == "105"
    assert said == ["2 campaigns of the year, 3 coupons used."]


def test_history_is_never_measured_as_if_drawn_by_chance(households: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load(monkeypatch)

    assert list(campaign_treatments(as_of=make.NOW.date(), currency="USD")) == []


def test_a_second_start_changes_nothing_and_one_draft_waits(households: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load(monkeypatch)

    assert load(monkeypatch) == []
    assert Campaign.objects.filter(is_history=True).count() == 2
    assert Campaign.objects.get(is_history=False).state == Campaign.State.DRAFT
