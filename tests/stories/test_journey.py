"""Mr Pan's journey: from a recipe onto the canvas, changed, tried, started, and lived through by a moved clock."""

import datetime as dt
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page, expect
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY
from tests.records import make

from shuke.actions.journeys.models import Journey, JourneyStep
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only]


LOOKED_IN = (0, 3, 6, 7, 8, 19, 20, 21, 37, 38, 39, 89, 90, 91)  # days on which the worker came by, twice each


def live_through(days: Iterable[int], *, begin: dt.datetime) -> None:
    for day in days:
        given.tick(begin + day * DAY)
        given.tick(begin + day * DAY + dt.timedelta(hours=12))


def test_mr_pans_journey_on_the_canvas_each_step_exactly_once(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketer")
    page.goto("/marketing/journeys/")
    page.get_by_role("link", name="New journey").click()
    page.get_by_role("link", name="Welcome, Mr Pan").click()
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("heading", name="Welcome, Mr Pan")).to_be_visible()

    # A step is dragged to another place; the drawing keeps it.
    greeting = page.locator("#greeting .sk-node")
    expect(page.locator(".jr.is-placed")).to_be_visible()
    before = Journey.objects.get().draft["nodes"]["greeting"]["x"]
    box = greeting.bounding_box()
    assert box is not None
    with page.expect_response("**/draw/"):
        page.mouse.move(box["x"] + 60, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 100, box["y"] + 30, steps=4)
        page.mouse.up()
    assert Journey.objects.get().draft["nodes"]["greeting"]["x"] == before + 40

    # Nobody is held out in this story; the step's name is changed by its form.
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("held out, %").fill("0")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#greeting .sk-node").press("Enter")
    page.get_by_label("Name of the step").fill("Greeting")
    page.get_by_role("button", name="Save the step").click()
    expect(page.locator("#greeting")).to_contain_text("Greeting")

    # The person is tried first, with a moved clock.
    make.customer("Pan Wei", number="PAN", email="pan@example.com", address="1 Lane Road")
    page.get_by_role("link", name="Try it on a person").click()
    page.get_by_label("Customer number").fill("PAN")
    page.get_by_role("button", name="Move the clock").click()
    expect(page.get_by_text("Day 38").first).to_be_visible()

    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("Running, version 1")).to_be_visible()

    begin = dt.datetime.now(dt.UTC)
    pan = Customer.objects.get(number="PAN")
    given.happened(pan, at=begin)
    live_through(LOOKED_IN, begin=begin)

    written = MessageSend.objects.filter(customer=pan).order_by("queued_at")
    assert [send.template.code for send in written if send.template] == [
        "journey-greeting", "journey-handbook", "journey-handbook-2",
    ]  # fmt: skip
    steps = JourneyStep.objects.filter(run__customer=pan).order_by("visit")
    assert [step.visit for step in steps] == list(range(8))
    days = {step.node: (step.at - begin).days for step in steps}
    assert 6 <= days["greeting"] <= 7
    assert 19 <= days["handbook"] <= 20
    assert 37 <= days["second"] <= 38

    page.reload()
    page.locator("#greeting").get_by_role("link", name="1", exact=True).first.click()
    page.get_by_role("link", name="Pan Wei").click()
    expect(page.get_by_text("Came to the end")).to_be_visible()
