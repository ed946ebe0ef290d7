"""Every page that opens without an argument, and the pages of a run and a customer, say nothing in English."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from tests.architecture.test_routes import pages
from tests.chinese import english_in
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("foretold_shop")]

SECRET = "/two-factor/"  # shows letters drawn by lot
SILENT = frozenset({"script", "style", "template", "code", "pre", "textarea", "title"})


class Words(HTMLParser):
    """The texts of a page as they stand between its tags, without scripts and code."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_of_keys = tag == "td" and dict(attrs).get("class") == "sk-facts-line"  # as the audit log holds them
        if tag in SILENT or is_of_keys:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.lines.append(data)


def addresses() -> list[str]:
    """Pages without an argument that are asked for by GET; addresses that only take a POST answer 405."""
    bare = [f"/{address}" for address, _pattern in pages() if "<" not in address]
    runs = [reverse("insight_run", args=[run.pk]) for run in ModelRun.objects.order_by("-pk")[:2]]
    return [
        *(address for address in bare if address != SECRET),
        *runs,
        reverse("customer", args=[Customer.objects.order_by("pk")[0].pk]),
    ]


def test_no_page_says_a_word_in_english() -> None:
    client = Client(headers={"Accept-Language": "zh-CN"})
    owner = make.staff(Role.OWNER, has_seen_tour=True)
    named = frozenset(owner.name.split("-"))
    left, opened = {}, 0

    for address in addresses():
        client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        opened += 1
        words = Words()
        words.feed(answer.content.decode())
        if strange := english_in(words.lines, names=named):
            left[address] = strange[:8]

    assert opened > 60
    assert left == {}
