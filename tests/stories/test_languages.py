"""Each page in three languages, without a sentence left in English, a script error, or a page wider than the phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from shuke.records.customers.models import Customer

pytestmark = pytest.mark.sqlite_only  # words and widths are no matter of the database

PAGES = (
    *("/today/", "/customers/", "/customers/new/", "/imports/"),
    *("/insight/", "/insight/rfm/", "/insight/abc/", "/insight/pyramid/", "/insight/value/", "/insight/lifecycle/"),
    *("/insight/cohorts/", "/insight/warning/", "/insight/quality/", "/insight/models/", "/insight/break-even/"),
    *("/membership/", "/membership/plans/", "/membership/rules/", "/membership/ledger/", "/membership/coupons/new/"),
    *("/service/", "/service/new/", "/service/reports/", "/service/improvements/"),
    *("/care/", "/care/programmes/", "/care/programmes/new/"),
    *("/marketing/segments/new/", "/marketing/campaigns/new/", "/marketing/campaigns/calendar/"),
    *("/marketing/journeys/new/", "/marketing/outcomes/"),
    *("/settings/", "/settings/staff/", "/settings/api-keys/", "/settings/jobs/", "/settings/audit/", "/password/"),
)

# Latin words that stand in Chinese sentences too: names, units, file formats, and what the data itself says.
NAMES = "shuke|vip|rfm|abc|csv|xlsx|pdf|api|utc|gini|esc|ctrl|enter|duckdb|sqlite|cny|usd|parquet|json|wechat|english"
COMMANDS = "serve|worker"
DATA = "iced|mocha|basque|cheesecake|dark|beans|drinks|food|ann|smith|jones|river|hill|the|owner|orders|customers"
ACCOUNTS = "front|line"
SAME_IN_CHINESE = {word for words in (NAMES, COMMANDS, DATA, ACCOUNTS) for word in words.split("|")}


def english_left(page: Page) -> list[str]:
    """Runs of three or more Latin words, or a lone long one, that no name or datum explains."""
    page.evaluate("document.querySelectorAll('main code').forEach((name) => { name.hidden = true })")  # tables' names
    text = page.evaluate("document.querySelector('main')?.innerText ?? document.body.innerText")
    text = re.sub(r"\{\{.*?\}\}|\w+ = \w+ and .*", "", text)  # what is written in a template, or in a segment's line
    lines = [re.findall(r"[A-Za-z][A-Za-z’']{2,}", line) for line in text.splitlines()]
    strange = [[word for word in words if word.lower() not in SAME_IN_CHINESE] for words in lines]
    return [" ".join(words) for words in strange if len(words) >= 2]


@pytest.mark.story
@pytest.mark.parametrize(("locale", "pages"), [("zh-CN", PAGES), ("zh-TW", PAGES[::4])])
def test_pages_speak_chinese(sign_in: Callable[..., Page], locale: str, pages: tuple[str, ...]) -> None:
    page = sign_in("owner", locale=locale)
    left = {}

    for address in (*pages, f"/customers/{Customer.objects.order_by('pk')[0].pk}/"):
        page.goto(address)
        if strange := english_left(page):
            left[address] = strange[:5]

    assert left == {}


@pytest.mark.story
def test_pages_fit_the_phone(sign_in: Callable[..., Page]) -> None:
    page = sign_in("owner", width=390)
    wide = {}

    for address in (*PAGES, f"/customers/{Customer.objects.order_by('pk')[0].pk}/"):
        page.goto(address)
        if (over := page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) > 1:
            wide[address] = over

    assert wide == {}
