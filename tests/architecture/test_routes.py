"""Every address says who may open it and on whose rows: an undeclared one fails here."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from shuke.config.api import api

pytestmark = pytest.mark.sqlite_only

# Django's own views that carry no decorator of ours, each with why that is right.
FOREIGN = {"jsi18n": "words only, no data"}


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address, pattern


def is_declared(pattern: URLPattern) -> bool:
    view = pattern.callback
    return hasattr(view, "required_permission") or hasattr(view, "public_reason")


def pages() -> list[tuple[str, URLPattern]]:
    return [
        (address, pattern) for address, pattern in routes(get_resolver().url_patterns) if not address.startswith("api/")
    ]


def test_there_are_pages_to_look_at() -> None:
    assert len(pages()) > 20


def test_every_page_declares_its_permission() -> None:
    assert [address for address, pattern in pages() if not is_declared(pattern) and pattern.name not in FOREIGN] == []


def test_every_api_operation_declares_its_permission() -> None:
    operations = [
        (path, operation.view_func)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]

    assert len(operations) > 10
    assert [path for path, view in operations if not hasattr(view, "required_permission")] == []
