"""A marketer says who is meant, sees how many that are while saying it, saves it, and opens the customers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from shuke.actions.segments.models import Segment
from shuke.web.segments.counting import forget_answers

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def fresh() -> None:
    forget_answers()


def control(page: Page, name: str) -> Locator:
    """Of the form, by the place in it: “0.1.field”."""
    return page.locator(f"[id='{name}']")


def counted(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#live .sg-count b").inner_text()))


def test_a_nested_segment_is_built_saved_and_opened(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketer")
    page.goto("/marketing/segments/")
    page.get_by_role("link", name="New segment").click()
    page.get_by_label("Name of the segment").fill("Regulars we reach")

    control(page, "0.0.field").select_option("total_orders")
    control(page, "0.0.low").fill("3")
    text = page.get_by_label("Segment as a line of text")
    expect(text).to_have_value("total_orders >= 3")
    expect(page.locator("#live .sg-count b")).to_be_visible()
    regulars = counted(page)

    page.get_by_role("button", name="Group", exact=True).click()
    expect(control(page, "0.1.0.field")).to_be_focused()
    control(page, "0.1.0.field").select_option("has_phone")
    expect(text).to_have_value("total_orders >= 3 and has_phone = yes")
    page.get_by_role("button", name="Condition", exact=True).first.click()
    expect(control(page, "0.1.1.field")).to_be_focused()
    control(page, "0.1.1.field").select_option("bought")
    control(page, "0.1.1.period").select_option("latest")
    control(page, "0.1.1.days").fill("30")
    expect(text).to_have_value("total_orders >= 3 and (has_phone = yes or bought(last 30 days))")
    expect(page.locator("#live li").first).to_be_visible()
    meant = counted(page)
    assert 0 < meant <= regulars

    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_role("heading", name="Regulars we reach")).to_be_visible()
    expect(page.get_by_text("Orders ever is at least 3")).to_be_visible()
    assert Segment.objects.get().count == meant
    page.locator(".sg-count a").click()
    expect(page).to_have_url(re.compile(r"/customers/\?segment="))
    expect(page.locator("#list-count")).to_contain_text(f"{meant:,}")


def test_a_line_of_text_becomes_the_form_and_a_filtered_list_a_segment(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketer", width=390)
    page.goto("/marketing/segments/new/")

    page.get_by_label("Segment as a line of text").fill("has_phone = yes and not bought(last 30 days)")
    page.get_by_role("button", name="Take over this text").click()
    expect(control(page, "0.1.how")).to_have_value("not bought")
    expect(control(page, "0.1.days")).to_have_value("30")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/customers/?total_orders=2..")
    page.get_by_role("link", name="Save as segment").click()
    expect(page.get_by_label("Segment as a line of text")).to_have_value("total_orders >= 2")
