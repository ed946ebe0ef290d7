"""A manager brings in the month's file: good rows are in the list, refused ones in a file with their reasons."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shuke.jobs.crew import Pace
from shuke.jobs.worker import work
from shuke.records.customers.models import Customer

pytestmark = [pytest.mark.story, pytest.mark.sqlite_only]

SignIn = Callable[..., Page]

NEW_CUSTOMERS = """会员号,姓名,手机,生日,门店
N900,苏晚,13800009001,1990-05-04,RIVER
N901,林见山,13800009002,1988-02-31,RIVER
N902,许知远,13800009003,1979-11-20,HILL
"""


@pytest.fixture
def worker(open_shop: object, settings: Any) -> Iterator[None]:
    # The shop's own files were imported under numbers that its records, put back, give out again.
    shutil.rmtree(settings.DATA / "imports", ignore_errors=True)
    Customer.objects.update(origin="opening")
    stop = Event()
    thread = Thread(target=work, kwargs={"stop": stop, "concurrency": 1, "pace": Pace(poll_seconds=0.2)})
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_file_with_bad_rows_goes_in_and_its_refused_rows_come_back(
    worker: None, sign_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "新会员 2025-06.csv"
    path.write_text(NEW_CUSTOMERS, encoding="gb18030")
    page = sign_in("manager")

    page.goto("/customers/?view=all")
    page.get_by_role("main").get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("link", name="New import").first.click()
    page.get_by_role("radio", name=re.compile("^Customers")).check()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Look at the file").click()

    expect(page.locator(".im-facts")).to_contain_text("GB18030")
    begin = page.get_by_role("button", name="Import 2 lines")
    expect(begin).to_be_visible(timeout=30_000)
    expect(page.locator("tr.bad")).to_contain_text("1988-02-31")
    begin.dblclick()

    expect(page.get_by_text("of 3 lines went in")).to_be_visible(timeout=30_000)
    assert refused(page) == [["3", "生日", "1988-02-31"]]
    page.get_by_role("row", name="Customers").get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("link", name="苏晚")).to_be_visible()
    page.goto("/customers/?q=苏晚")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_a_cell_put_right_in_the_browser_lets_its_line_in(worker: None, sign_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "june.csv"
    path.write_text(NEW_CUSTOMERS, encoding="utf-8")
    page = sign_in("manager", locale="zh-CN")

    page.goto("/imports/new/?kind=customers")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="查看文件").click()
    expect(page.get_by_role("button", name="导入 2 行")).to_be_visible(timeout=30_000)
    expect(page.locator("tr.bad")).to_be_visible()
    page.wait_for_load_state("networkidle")  # keys come from a person, who sees the page come to rest first
    page.keyboard.press("n")
    expect(page.locator("tr.bad button")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("[data-cell]").fill("1988-02-28")
    page.keyboard.press("Enter")

    expect(page.locator("tr.put-right")).to_be_visible()
    expect(page.get_by_role("button", name="导入 3 行")).to_be_visible(timeout=30_000)


def refused(page: Page) -> list[list[str]]:
    """Line, column and value of the downloaded rows."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused lines").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return [row[:3] for row in list(csv.reader(io.StringIO(text)))[1:]]
