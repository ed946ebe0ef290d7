"""Arthur Hughes's campaign: a letter at 0.62 for a sale that leaves 35, from the audience to forecast beside actual."""

import datetime as dt
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.records import make
from tests.records.membership import given as membership
from tests.stories.conftest import OpenShop
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.services import run_campaigns
from shuke.actions.campaigns.tasks import serve
from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.outcomes.services import run_outcomes
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]

SignIn = Callable[..., Page]
SERVE = "shuke.actions.campaigns.tasks.serve"
DAYS = 14
Arm = CampaignMember.Arm


@pytest.fixture
def folder(open_shop: OpenShop, settings: Any, tmp_path: Path) -> Path:
    """The shop with a coupon to send, in a folder of its own, whose warehouse the nights of the story rebuild."""
    membership.coupon(name="Six off", kind="amount", value=6)
    own = tmp_path / "shop"
    shutil.copytree(settings.DATA, own)
    settings.DATA, settings.MEDIA_ROOT = own, own / "uploads"
    return own


def night(folder: Path, as_of: dt.date) -> None:
    """What a refresh does for campaigns: the orders made since are known, answers counted, effects measured."""
    build_warehouse(folder)
    for step in (run_campaigns, run_outcomes):
        step(as_of=as_of, now=make.NOW, engine="duckdb")


def background() -> None:
    """The worker, when it comes to the campaign."""
    for job in Job.objects.filter(task=SERVE):
        serve(**job.kwargs, job=JobContext())
    Job.objects.filter(task=SERVE).delete()


def buy(people: list[Customer], on: dt.date, share: float, rng: random.Random) -> None:
    """So many of them come by."""
    bread = Product.objects.get(code="P1")
    home = Store.objects.get(code="RIVER")
    for person in rng.sample(people, round(len(people) * share)):
        make.order(person, home, on, (bread, 1, "45"))


def members(arm: str, **facts: Any) -> list[Customer]:
    of_arm = CampaignMember.objects.filter(arm=arm, **facts).select_related("customer").order_by("customer__number")
    return [member.customer for member in of_arm]


def test_a_letter_is_tested_rolled_out_and_measured(folder: Path, sign_in: SignIn) -> None:
    rng = random.Random(38)
    page = sign_in("marketer")

    page.goto("/marketing/campaigns/")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Name of the campaign").fill("Winter pantry letter")
    page.get_by_label("Coupon", exact=True).select_option(label="Six off")
    page.get_by_label("Cost per piece").fill("0.62")
    page.get_by_label("Net revenue per sale").fill("35")
    page.get_by_label("One in how many is tested").fill("3")
    page.get_by_label("Held out, %").fill("20")
    page.get_by_label("Days in which answers count").fill(str(DAYS))
    expect(page.locator("#break-even")).to_have_text("1.77%")
    expect(page.locator("#audience-count")).to_have_text("60")
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator("h1")).to_contain_text("Winter pantry letter")
    page.get_by_role("button", name="Ready to start").click()
    page.get_by_role("button", name="Start the test").click()
    expect(page.get_by_role("heading", name="The test is on its way")).to_be_visible()
    background()
    assert len(members(Arm.TEST)) == 16
    assert len(members(Arm.HELD)) == 12

    campaign = Campaign.objects.get()
    began_on = campaign.test_from_on
    assert began_on is not None
    buy(members(Arm.TEST), began_on + dt.timedelta(days=2), 0.5, rng)
    night(folder, began_on + dt.timedelta(days=DAYS))
    page.reload()
    expect(page.get_by_role("heading", name="Response by cell")).to_be_visible()
    expect(page.locator(".sk-stages")).to_contain_text("50.00%")
    page.get_by_text("Cells above break-even").click()
    page.get_by_role("button", name="Roll out").click()
    expect(page.get_by_role("heading", name="Forecast and actual")).to_be_visible()
    background()

    buy(members(Arm.REST, is_rolled_out=True), began_on + dt.timedelta(days=1), 0.4, rng)
    night(folder, began_on + dt.timedelta(days=DAYS + 1))
    page.reload()
    expect(page.locator(".sk-tag", has_text="Finished")).to_be_visible()
    expect(page.locator("#forecast")).to_contain_text("Actual")
    expect(page.locator("#forecast")).to_contain_text("Because of it")
    expect(page.locator("#control")).to_contain_text("Of 1,000 people written to")

    page.locator(".sk-stages a").nth(1).click()
    expect(page).to_have_url(re.compile(f"campaign={campaign.pk}-test"))
    page.goto("/marketing/outcomes/")
    expect(page.get_by_role("link", name="Winter pantry letter").first).to_be_visible()
