"""Who was asked to events and who came, as conditions; a later stage, whose events they are, says where they stand."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import import_string

# Rows of `customer`, `event` (its name), `held_on`, `is_asked` and `has_come`.
Guests = Callable[[], QuerySet[Any]]
_sources: list[str] = []


def register_guests(source: str) -> None:
    """Have the guests of all events read from `source`, a Guests by its dotted name: to start, it is not needed."""
    _sources[:] = [source]


def asked() -> QuerySet[Any]:
    return _guests().filter(is_asked=True)


def came() -> QuerySet[Any]:
    return _guests().filter(has_come=True)


def _guests() -> QuerySet[Any]:
    source: Guests = import_string(_sources[0])
    return source()
