"""Where numbers lead: the customer list, narrowed to exactly those counted (the keys stand in docs/pages.md)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

Value = str | int | bool | date | Sequence[str]

EMPTY = "none"  # how the list spells a key that is not there


def customers(**filters: Value) -> str:
    """The list with these filters: `customers(stage="declining", previous_stage="stable")`."""
    query = urlencode({name: _written(value) for name, value in filters.items()}, safe=",.")
    return f"{reverse('customers')}?{query}"


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return span(value, value)
    if isinstance(value, str):
        return value or EMPTY
    return str(value) if isinstance(value, int) else ",".join(key or EMPTY for key in value)


def span(first: date | Decimal | float | None, last: date | Decimal | float | None) -> str:
    """Bounds included, either may be left open: “2026-01-01..2026-01-31”, “500..”."""
    return f"{'' if first is None else first}..{'' if last is None else last}"
