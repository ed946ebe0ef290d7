"""Pages in three languages, without a word left in English, a script error, or a page wider than the phone.

The words of all pages are read in tests/web/test_chinese.py; here also those that scripts write.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.chinese import english_in

from shuke.records.access.models import Role
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
# Colleagues are called after their roles.
ACCOUNTS = frozenset(word for role in Role for word in role.split("_"))


def english_left(page: Page) -> list[str]:
    keys = "main code, main .sk-facts-line"  # of tables, and of what the audit log holds
    page.evaluate(f"document.querySelectorAll('{keys}').forEach((name) => {{ name.hidden = true }})")
    text = page.evaluate("document.querySelector('main')?.innerText ?? document.body.innerText")
    return english_in(text.splitlines(), names=ACCOUNTS)


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
