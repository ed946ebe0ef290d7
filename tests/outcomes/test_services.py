"""Outcomes of campaigns, measured out of the warehouse."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.actions.campaigns import given
from tests.records import make
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns.models import CampaignMember
from shuke.jobs.context import JobContext
from shuke.outcomes.models import Outcome
from shuke.outcomes.services import run_outcomes
from shuke.outcomes.tasks import count

pytestmark = pytest.mark.django_db
Arm = CampaignMember.Arm
DAY = given.NOW.date()


def test_the_tested_beside_the_held_out(data_folder: Path) -> None:
    given.buyers(100, make.store("RIVER"))
    build_warehouse(data_folder)
    campaign = given.started(test_step=1)
    given.served(campaign)
    for person in given.members(campaign, Arm.TEST)[:40]:
        given.buy(person, DAY + timedelta(days=2))
    for person in given.members(campaign, Arm.HELD)[:2]:
        given.buy(person, DAY + timedelta(days=2))
    given.buy(given.members(campaign, Arm.HELD)[5], DAY + timedelta(days=14))
    given.counted(campaign, as_of=DAY + timedelta(days=20))

    run_outcomes(as_of=DAY + timedelta(days=20), now=given.NOW, engine="duckdb")

    found = Outcome.objects.get(key=f"{campaign.pk}:test")
    response = found.effect["response"]
    assert (found.treated, found.held, found.cost_minor) == (80, 20, 80 * 62)
    assert (response["treated"], response["control"]) == (0.5, 0.1)
    assert response["verdict"] == "gain"
    assert found.effect["profit"]["total"] == pytest.approx(80 * 0.4 * 3500 - 80 * 62)


def test_a_campaign_that_held_nobody_out_says_so(data_folder: Path) -> None:
    given.buyers(20, make.store("RIVER"))
    build_warehouse(data_folder)
    campaign = given.started(test_step=1, hold_out_share=given.Decimal(0))
    given.served(campaign)

    run_outcomes(as_of=DAY, now=given.NOW, engine="duckdb")

    found = Outcome.objects.get()
    assert (found.effect, found.held) == ({}, 0)
    assert "held-out" in found.refusal


def test_nothing_is_counted_before_the_first_scores() -> None:
    count(job=JobContext())

    assert not Outcome.objects.exists()
