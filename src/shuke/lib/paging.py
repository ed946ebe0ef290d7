"""Pages by cursor: the answer names where the next page begins, and no page is counted from the start."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from shuke.lib.errors import ShukeError

M = TypeVar("M", bound=Model)


class WrongCursor(ShukeError):
    """`starting_after` is not a cursor that this list gave."""


@dataclass(frozen=True)
class Page(Generic[M]):
    data: list[M]
    has_more: bool
    next_cursor: str | None


def keyset_page(rows: QuerySet[M], *, sort: str = "id", limit: int, starting_after: str = "") -> Page[M]:
    """`limit` rows in the order of `sort` ("name", "-updated_at"; a column that is never NULL), ties by id.

    Rows added or removed meanwhile shift nothing. Raises WrongCursor.
    """
    is_backwards, column = sort.startswith("-"), sort.removeprefix("-")
    if starting_after:
        rows = rows.filter(_beyond(rows, column, _decoded(starting_after, sort), is_backwards=is_backwards))
    sign = "-" if is_backwards else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: limit + 1])
    data, has_more = found[:limit], len(found) > limit
    return Page(data=data, has_more=has_more, next_cursor=_encoded(data[-1], sort, column) if has_more else None)


def page_or_first(rows: QuerySet[M], *, sort: str = "id", limit: int, cursor: str) -> Page[M]:
    """A cursor that is none begins at the first page: an address somebody mistyped is no fault."""
    try:
        return keyset_page(rows, sort=sort, limit=limit, starting_after=cursor)
    except WrongCursor:
        return keyset_page(rows, sort=sort, limit=limit)


def _beyond(rows: QuerySet[Any], column: str, cursor: tuple[Any, int], *, is_backwards: bool) -> Q:
    value, pk = cursor
    far, near = ("lt", "lte") if is_backwards else ("gt", "gte")
    try:
        value = _field(rows.model, column).to_python(value)
    except ValidationError:
        raise WrongCursor("starting_after is not a cursor of this list; use next_cursor of its answer.") from None
    # The first condition is implied by the second: it is the one an index can read.
    return Q(**{f"{column}__{near}": value}) & (Q(**{f"{column}__{far}": value}) | Q(**{f"pk__{far}": pk}))


def _encoded(row: Model, sort: str, column: str) -> str:
    value = _field(type(row), column).value_to_string(row)
    return base64.urlsafe_b64encode(json.dumps([sort, value, row.pk]).encode()).decode().rstrip("=")


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(column))


def _decoded(text: str, sort: str) -> tuple[Any, int]:
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        given, value, pk = found
        if given != sort or not isinstance(pk, int) or not isinstance(value, str):
            raise ValueError
    except (ValueError, TypeError, binascii.Error):
        raise WrongCursor(
            "starting_after is not a cursor of this list and order; use next_cursor of its answer."
        ) from None
    return value, pk
