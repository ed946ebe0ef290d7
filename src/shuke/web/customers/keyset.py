"""Pages of a sorted list without counting from its start: a cursor holds the last row's value and id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from shuke.lib.ids import is_id
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.web.customers.sorting import Sort

_MARK = "~"


@dataclass(frozen=True)
class Cursor:
    value: str | None  # as in the address; None: among the rows without a value
    pk: int
    position: int  # of that row in the list, from 1

    def __str__(self) -> str:
        return _MARK.join(("" if self.value is None else f"v{self.value}", str(self.pk), str(self.position)))


def cursor_of(text: str) -> Cursor | None:
    """The cursor in an address; None where there is none or it was tampered with."""
    value, _, rest = text.rpartition(_MARK)[0].rpartition(_MARK)
    pk, position = rest, text.rpartition(_MARK)[2]
    if not (is_id(pk) and is_id(position)):
        return None
    return Cursor(value=value[1:] if value.startswith("v") else None, pk=int(pk), position=int(position))


@dataclass(frozen=True)
class Slice:
    ids: list[int]  # in the list's order
    start: int  # position of the first, from 1
    before: Cursor | None  # of the first row, when there are rows before it
    after: Cursor | None


def slice_of(
    customers: CustomerQuerySet, sort: Sort, *, size: int, after: Cursor | None = None, before: Cursor | None = None
) -> Slice:
    """One page of ids. `before` reads backwards from its row; without a cursor the list begins."""
    is_backwards = before is not None
    cursor = before or after
    rows = _read(customers, sort.turned if is_backwards else sort, cursor, is_backwards=is_backwards, limit=size + 1)
    page, has_more = rows[:size], len(rows) > size
    if is_backwards:
        page.reverse()
    start = _start(cursor, len(page), is_backwards=is_backwards, has_more=has_more)
    has_before, has_after = (has_more, True) if is_backwards else (after is not None, has_more)
    return Slice(
        ids=[pk for pk, _ in page],
        start=start,
        before=_cursor(page[0], start) if page and has_before else None,
        after=_cursor(page[-1], start + len(page) - 1) if page and has_after else None,
    )


def _start(cursor: Cursor | None, count: int, *, is_backwards: bool, has_more: bool) -> int:
    if cursor is None:
        return 1
    if is_backwards:
        return max(1, cursor.position - count) if has_more else 1
    return cursor.position + 1


def _cursor(row: tuple[int, Any], position: int) -> Cursor:
    pk, value = row
    return Cursor(value=None if value is None else written_value(value), pk=pk, position=position)


def written_value(value: Any) -> str:
    """A column's value as a cursor holds it: exact, so that the next page begins where this one ended."""
    return value.isoformat() if isinstance(value, date) else repr(value) if isinstance(value, float) else str(value)


def _read(
    customers: CustomerQuerySet, sort: Sort, cursor: Cursor | None, *, is_backwards: bool, limit: int
) -> list[tuple[int, Any]]:
    """Rows with a value and rows without one are two ranges of the index: the second is read where the first ends."""
    if not sort.order.column or not sort.order.may_be_empty:
        return _valued(customers, sort, cursor, limit)
    is_among_empty = cursor is not None and cursor.value is None
    if is_backwards:
        rows = _empty(customers, sort, cursor, limit) if is_among_empty else []
        rest = None if is_among_empty else cursor
        return rows + _valued(_with_value(customers, sort), sort, rest, limit - len(rows))
    rows = [] if is_among_empty else _valued(_with_value(customers, sort), sort, cursor, limit)
    rest = cursor if is_among_empty else None
    return rows + (_empty(customers, sort, rest, limit - len(rows)) if len(rows) < limit else [])


def _with_value(customers: CustomerQuerySet, sort: Sort) -> CustomerQuerySet:
    return customers.filter(**{f"{sort.order.column}__isnull": False})


def _valued(customers: CustomerQuerySet, sort: Sort, cursor: Cursor | None, limit: int) -> list[tuple[int, Any]]:
    if limit <= 0:
        return []
    column = sort.order.column or "pk"
    if cursor is not None:
        customers = customers.filter(_beyond(column, sort, cursor))
    # Ties go by id in the same direction, as the index stores them.
    way = "-" if sort.is_falling else ""
    ordered = customers.order_by(f"{way}{column}", f"{way}pk") if column != "pk" else customers.order_by(f"{way}pk")
    return list(_pairs(ordered, column)[:limit])


def _beyond(column: str, sort: Sort, cursor: Cursor) -> Q:
    past = "lt" if sort.is_falling else "gt"
    if column == "pk":
        return Q(**{f"pk__{past}": cursor.pk})
    # The first condition is what the index can begin at; the second cuts the ties.
    return Q(**{f"{column}__{past}e": cursor.value}) & (
        Q(**{f"{column}__{past}": cursor.value}) | Q(**{f"pk__{past}": cursor.pk})
    )


def _empty(customers: CustomerQuerySet, sort: Sort, cursor: Cursor | None, limit: int) -> list[tuple[int, Any]]:
    customers = customers.filter(**{f"{sort.order.column}__isnull": True})
    if cursor is not None:
        customers = customers.filter(**{f"pk__{'lt' if sort.is_falling else 'gt'}": cursor.pk})
    ids = customers.order_by("-pk" if sort.is_falling else "pk").values_list("pk", flat=True)[:limit]
    return [(pk, None) for pk in ids]


def _pairs(ordered: CustomerQuerySet, column: str) -> Any:
    return ordered.values_list("pk", column)


def ordered_ids(customers: CustomerQuerySet, sort: Sort) -> Iterable[int]:
    """All ids in the list's order, for an export."""
    column = sort.order.column or "pk"
    field = F(column)
    first = field.desc(nulls_last=True) if sort.is_falling else field.asc(nulls_last=True)
    return customers.order_by(first, "-pk" if sort.is_falling else "pk").values_list("pk", flat=True).iterator(5_000)
