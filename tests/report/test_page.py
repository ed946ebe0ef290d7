"""report.html: in three languages, self-contained, safe, in the product's colours."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.report.given import NUMBERS, Analysed, run

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).parents[2]
# Latin that stays Latin in Chinese: names of measures and files, and ids and columns of this file.
STAYS = {
    "RFM", "ABC", "R", "F", "M", "VIP", "A", "B", "C", "Gini", "SHA", "csv", "json", "html", "customers", "summary",
    "why", "Shuke", "CDNOW", "sample", "txt",
}  # fmt: skip


class Visible(HTMLParser):
    """The words a reader sees, and every attribute that could fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._is_hidden = tag == "style" or (self._is_hidden and tag != "body")
        self.fetched += [f"{name}={value}" for name, value in attrs if name in {"src", "href", "srcset", "data"}]
        self.words += [str(value) for name, value in attrs if name == "aria-label"]

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = self._is_hidden and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.words.append(data)


def seen(page: str) -> Visible:
    visible = Visible()
    visible.feed(page)
    return visible


@pytest.fixture(scope="module", params=["zh-hans", "zh-hant"])
def chinese(request: pytest.FixtureRequest, cdnow_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    out = tmp_path_factory.mktemp(request.param) / "out"
    return run(cdnow_file, out, columns=NUMBERS, language=request.param)


def test_no_sentence_is_left_in_english(chinese: Analysed) -> None:
    text = " ".join(seen(chinese.page).words)

    assert [word for word in re.findall(r"\b[A-Za-z]{2,}\b", text) if word not in STAYS] == []


def test_chinese_shows_the_eight_classes(chinese: Analysed) -> None:
    assert "重要价值" in chinese.page or "重要價值" in chinese.page
    assert "map-eight" in chinese.page


def test_the_page_says_its_language(chinese: Analysed, cdnow: Analysed) -> None:
    assert re.search(r'<html lang="zh-Han[st]">', chinese.page)
    assert '<html lang="en">' in cdnow.page


def test_english_shows_the_eleven_names_and_the_figures(cdnow: Analysed) -> None:
    words = " ".join(seen(cdnow.page).words)

    for said in ("Champions", "Previously loyal", "1,886", "2,357", "946 of them bought again", "30 Sep 1997"):
        assert said in words


def test_nothing_is_fetched_and_nothing_runs(cdnow: Analysed) -> None:
    page = seen(cdnow.page)

    assert page.fetched == []
    assert not page.tags & {"script", "link", "iframe", "img", "object"}
    assert not re.search(r"https?:|//[a-z]|url\(|@import", cdnow.page)
    assert "default-src 'none'" in cdnow.page


def test_ids_and_names_of_the_file_are_escaped(small_shop: Analysed) -> None:
    assert "&lt;b&gt;away&lt;/b&gt;" in small_shop.page
    assert "<b>away" not in small_shop.page
    assert "sales &lt;b&gt;.csv" in small_shop.page


def test_a_window_without_orders_still_makes_a_page(odd_file: Path, tmp_path: Path) -> None:
    page = run(odd_file, tmp_path / "out", as_of=date(2027, 1, 1)).page

    assert "Nobody bought in the 365 days up to 1 Jan 2027." in page


def tokens_of(css: str, start: str) -> dict[str, str]:
    block = css[css.index(start) :]
    return dict(re.findall(r"(--sk-[\w-]+):\s*([^;]+);", block[: block.index("}")]))


def test_colours_are_those_of_the_application() -> None:
    ours = (ROOT / "src/shuke/report/assets/tokens.css").read_text("utf-8")
    theirs = (ROOT / "src/shuke/web/assets/css/tokens.css").read_text("utf-8")
    light, dark = tokens_of(ours, ":root {"), tokens_of(ours[ours.index("@media") :], ":root {")

    assert light.items() <= tokens_of(theirs, ":root,").items()
    assert dark.items() <= tokens_of(theirs, '\n[data-bs-theme="dark"] {').items()


def test_every_token_in_use_is_known() -> None:
    assets = ROOT / "src/shuke/report/assets"
    used = set(re.findall(r"var\((--sk-[\w-]+)\)", (assets / "report.css").read_text("utf-8")))

    assert used <= tokens_of((assets / "tokens.css").read_text("utf-8"), ":root {").keys()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", (assets / "report.css").read_text("utf-8"))
