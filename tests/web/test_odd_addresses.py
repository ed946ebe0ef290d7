"""What anybody can write behind the question mark of a page: numbers and days of no database, characters of no text."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver
from tests.architecture.test_routes import routes
from tests.web.conftest import SignedIn

import shuke.web

pytestmark = pytest.mark.django_db(transaction=True)  # a refused statement ends a transaction: none is around it

WEB = Path(shuke.web.__file__).parent
READ_FROM_ADDRESS = re.compile(r"""\b(?:GET|query|given|address|asked|state)(?:\.get|\.getlist)?[\[(]"(\w+)""")


def pages() -> Iterator[tuple[str, str]]:
    """Address and folder of each page that needs no row of its own."""
    for address, pattern in routes(get_resolver().url_patterns):
        where = inspect.unwrap(pattern.callback).__module__
        if "<" not in address and where.startswith("shuke.web."):
            yield f"/{address}", where.split(".")[2]


@cache
def names_read_in(folder: str) -> frozenset[str]:
    return frozenset(
        name for file in (WEB / folder).rglob("*.py") for name in READ_FROM_ADDRESS.findall(file.read_text())
    )


def test_there_is_something_to_ask() -> None:
    assert len(list(pages())) > 100
    assert "since" in names_read_in("service")


@pytest.mark.parametrize("odd", ["9" * 5000, "9" * 18, "\x00", "0001-01-01"], ids=["endless", "large", "nul", "early"])
def test_no_page_breaks(signed_in: SignedIn, odd: str) -> None:
    client = signed_in()
    client.raise_request_exception = False

    broken = [
        page
        for page, folder in pages()
        if client.get(page, dict.fromkeys(names_read_in(folder), odd)).status_code >= 500
    ]

    assert broken == []
