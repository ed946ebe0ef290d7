"""A manager finds a customer, and goes from Today to one and back; a cashier sees one store only."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shuke.records.customers.models import Customer

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only]


def test_a_customer_is_found_by_pinyin_phone_tail_and_card(sign_in: Callable[..., Page]) -> None:
    page = sign_in("manager")
    wanted = Customer.objects.get(number="M005")  # 潘天伟5

    for said in ("ptw", "pantianwei", "潘天伟5", "00005", "290000000005"):
        page.goto("/customers/")
        page.fill("[data-search]", said)
        page.keyboard.press("Enter")
        expect(page.locator("main").get_by_role("link", name=re.compile(wanted.name)).first).to_be_visible()

    page.locator("main").get_by_role("link", name=re.compile(wanted.name)).first.click()
    expect(page.get_by_role("heading", name=re.compile(wanted.name)).first).to_be_visible()


def test_from_today_to_a_customer_and_back(sign_in: Callable[..., Page]) -> None:
    page = sign_in("owner")
    page.goto("/today/")

    first = page.locator("main [data-row]").first
    first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
    page.go_back()

    expect(page).to_have_url(re.compile(r"/today/"))
    expect(page.locator("main [data-row]").first).to_be_visible()


def test_a_number_opens_the_customers_it_counts(sign_in: Callable[..., Page]) -> None:
    page = sign_in("owner")
    page.goto("/insight/pyramid/")
    door = page.locator("main a.sk-door[href*='pyramid_level=small']").first
    counted = int(re.sub(r"\D", "", door.inner_text()))

    door.click()

    expect(page).to_have_url(re.compile("/customers/"))
    expect(page.locator("main")).to_contain_text(re.compile(rf"\b{counted}\b"))


def test_a_cashier_sees_the_own_store_only(sign_in: Callable[..., Page]) -> None:
    page = sign_in("front_line")
    other = Customer.objects.filter(home_store__code="HILL").order_by("pk")[0]

    page.goto("/customers/")
    expect(page.locator("main [data-row]").first).to_be_visible()
    names = page.locator("main [data-row]").all_inner_texts()
    hill = set(Customer.objects.filter(home_store__code="HILL").values_list("name", flat=True))

    assert not [text for text in names if any(name in text.splitlines() for name in hill)]
    assert page.context.request.get(f"/customers/{other.pk}/").status in (403, 404)
    assert page.context.request.get("/insight/").status == 403
    assert page.context.request.get("/settings/staff/").status == 403
    assert page.context.request.get("/customers/export/").status in (403, 405)


def test_a_button_pressed_twice_in_haste_does_its_work_once(sign_in: Callable[..., Page]) -> None:
    page = sign_in("manager")
    page.goto("/customers/new/")
    page.fill("input[name=name]", "Twice In Haste")

    page.locator("main form footer button:not([data-close])").dblclick()

    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
    assert Customer.objects.filter(name="Twice In Haste").count() == 1
