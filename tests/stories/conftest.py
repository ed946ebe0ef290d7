"""A shop that is open: files imported, scores computed, one account a role, pages served, a browser signed in."""

import faulthandler
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page
from tests.rows import Rows, put_rows_back
from tests.stories.shop import ShopFiles
from tests.web.scored import KEPT, scored_once

from shuke.records.access.models import Role, Staff
from shuke.records.stores.models import Store

ROOT = Path(__file__).parents[2]
__all__ = ["scored_once"]  # a fixture is known by standing here

SECONDS_FOR_LAST_ANSWERS = 30
MS_FOR_AN_ANSWER = 30_000  # a first page imports the engine, beside another worker that does
PASSWORD = "a-long-password-for-tests"


@dataclass(frozen=True)
class OpenShop:
    url: str
    files: ShopFiles


@pytest.fixture(scope="session", autouse=True)
def built_pages() -> None:
    """Bundles and translations are built, not committed."""
    if not list((ROOT / "src/shuke/web/static/dist").glob("app-*.js")):
        subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, str(ROOT / "tools/translations.py"), "compile"], check=True)


@pytest.fixture
def open_shop(
    scored_once: tuple[Path, Rows], transactional_db: None, settings: Any, live_server: Any
) -> Iterator[OpenShop]:
    folder, rows = scored_once
    settings.DATA, settings.MEDIA_ROOT = folder, folder / "uploads"
    put_rows_back(rows, KEPT)
    for role in Role:
        staff = Staff(username=role, name=f"The {role}", role=role, works_everywhere=role != Role.FRONT_LINE)
        staff.has_seen_tour = True
        staff.set_password(PASSWORD)
        staff.save()
        if role == Role.FRONT_LINE:
            staff.stores.set(Store.objects.filter(code="RIVER"))
    yield OpenShop(live_server.url, ShopFiles(folder / "customers.csv", folder / "orders.csv"))
    wait_for_answers_nobody_reads()


def wait_for_answers_nobody_reads() -> None:
    """A closed browser's last requests still run, and could write among the rows of the next story."""
    if connection.vendor != "postgresql":
        return
    end = time.monotonic() + SECONDS_FOR_LAST_ANSWERS
    with connection.cursor() as cursor:
        while running := cursor.execute(_RUNNING).fetchall():
            if time.monotonic() > end:
                faulthandler.dump_traceback(file=sys.__stderr__)
                pytest.fail(f"a request of the story does not end: {running}")
            time.sleep(0.05)


_RUNNING = """
    SELECT state, wait_event_type, wait_event, now() - query_start, left(query, 500) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle'
"""


def is_fault(message: ConsoleMessage) -> bool:
    """Not what HTMX says of a request that was under way when the page was left; a refused one it calls otherwise."""
    is_cut_off = message.text.startswith(("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort"))
    return message.type == "error" and not is_cut_off


@pytest.fixture
def sign_in(browser: Browser, open_shop: OpenShop) -> Iterator[Callable[..., Page]]:
    """`sign_in("owner", locale="zh-CN")` opens a page of that person. An error in the console fails the test."""
    contexts, errors = [], []

    def signed_in(username: str, *, locale: str = "en-GB", width: int = 1440) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 1000}, base_url=open_shop.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(MS_FOR_AN_ANSWER)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
        page.goto("/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("form:has(input[type=password]) [type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert errors == []
