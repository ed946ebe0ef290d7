"""The service as people use it: an agent's day, a complaint above the limit, a guest at a table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.records import make
from tests.records.cases import given
from tests.records.membership import given as membership
from tests.stories.conftest import OpenShop

from shuke.records.access.models import Staff
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import AgentPlace, Case, Desk, Target
from shuke.records.cases.services import NewCase
from shuke.records.cases.services.talking import hear
from shuke.records.membership.models import Entry
from shuke.records.stores.models import Store
from shuke.web.service.links import table_link

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(open_shop: OpenShop) -> Staff:
    """One agent, and the promises and limits a desk begins with: a flushed database has lost them."""
    agent = Staff.objects.get(username="agent")
    Desk.objects.get_or_create(pk=1)
    for priority, minutes in (("high", 60), ("normal", 240)):
        Target.objects.get_or_create(
            priority=priority, service_class="", defaults={"first_minutes": minutes, "resolve_minutes": 960}
        )
    AgentPlace.objects.create(staff=agent)
    return agent


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def test_an_agents_day(desk: Staff, sign_in: Callable[..., Page]) -> None:
    guest = make.customer("Lu Jiusi", phone="13800138000", email="lu@example.com")
    given.case(customer=guest, text="When do you open on Sundays?")
    given.complaint(customer=guest, text="The beans were damp")
    page = sign_in("agent")

    page.goto("/service/")
    expect(page.locator("#case-title")).to_have_text("The beans were damp")
    settled(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_have_text("When do you open on Sundays?")
    settled(page)
    page.keyboard.press("r")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("At nine.")
    # Meanwhile the customer writes on and a new case comes in: both are there, and the draft stays.
    given.complaint(text="Cold soup, just now")
    asked = Case.objects.get(subject="When do you open on Sundays?")
    hear(
        scope=make.SYSTEM, now=given.NOW, case=asked, new=NewCase(kind="question", channel="form", text="And Mondays?")
    )
    expect(page.locator(".sk-box", has_text="Cold soup, just now")).to_be_visible()
    expect(page.locator(".sk-msg-text", has_text="And Mondays?")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value("At nine.")
    page.get_by_role("button", name="Reply", exact=True).last.click()
    expect(page.locator(".sk-msg-text", has_text="At nine.")).to_be_visible()
    settled(page)
    page.keyboard.press("a")
    expect(page.locator("#dialog select[name=owner]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()

    assert Case.objects.get(subject="When do you open on Sundays?").status == "closed"


def test_a_complaint_above_the_limit_needs_the_manager(desk: Staff, sign_in: Callable[..., Page]) -> None:
    guest = membership.member(membership.plan(), name="Lu Jiusi").customer
    held = given.brought_to("compensation", given.complaint(customer=guest), by=scope_of_staff(desk))

    page = sign_in("agent")
    page.goto(f"/service/{held.pk}/")
    page.get_by_role("link", name="Give compensation").click()
    page.fill("#dialog input[name=points]", "300")
    page.fill("#dialog input[name=reason]", "for the damp beans")
    page.locator("#dialog button.sk-b-main").click()
    expect(page.locator(".sk-advice h2")).to_have_text("Compensation: 300 points")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    manager = sign_in("manager")
    manager.goto("/service/?view=approve")
    manager.locator(f"#case-{held.pk}").click()
    manager.get_by_role("button", name="Approve").click()
    expect(manager.locator(".sk-steps .done", has_text="compensation")).to_be_visible()

    assert Entry.objects.get(kind="compensate").points == 300


def test_a_guest_tells_us_from_the_table(desk: Staff, browser: Browser, open_shop: OpenShop) -> None:
    store = Store.objects.get(code="RIVER")
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, base_url=open_shop.url)
    page = context.new_page()

    page.goto("/say/t/" + table_link(store, "7").partition("/say/t/")[2])
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.select_option("select[name=kind]", "suggestion")
    page.fill("textarea[name=text]", "窗边音箱太响")
    page.locator("button.sk-own-act").click()
    expect(page.locator("h1")).to_have_text("谢谢，我们收到了。")
    context.close()

    made = Case.objects.get()
    assert (made.kind, made.channel, made.store, made.table) == ("suggestion", "table", store, "7")
