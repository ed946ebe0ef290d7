"""What the first visitor would wait for, done before there is one."""

from contextlib import suppress

from django.urls import get_resolver


def load_pages() -> None:
    """Import every page and endpoint; Django would at the first request."""
    _ = get_resolver().url_patterns


def wake_engine() -> None:
    """Ask the warehouse what Insight shows first: starting an engine takes a second, and the answer is kept."""
    from shuke.warehouse import read
    from shuke.warehouse.manifest import NoWarehouse
    from shuke.web.insight.health import health

    with suppress(NoWarehouse):
        if scored_on := read.state().scored_on:
            health(as_of=scored_on, stores=None)
