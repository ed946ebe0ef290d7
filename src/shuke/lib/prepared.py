"""Selects of the ORM that are asked with every sale or message: built once, then asked again with other values.

To build such a query anew takes longer than the database takes to answer it.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

Value = str | int


class Prepared(Generic[M]):
    """`build(*values)` is the queryset; calling this with values reads its rows. One SQL is kept a number of values.

    The values must stand in the SQL once each, in their order, as they are: text and whole numbers, compared for
    equality. Raises LookupError when the first call finds it otherwise.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._kept = threading.local()  # a compiled query belongs to its thread's connection

    def __call__(self, *values: Value) -> list[M]:
        kept: dict[int, _Compiled[M]] = vars(self._kept).setdefault("by_length", {})
        if len(values) not in kept:
            kept[len(values)] = _Compiled(self._build(*values), values)
        return kept[len(values)].read(values)


class _Compiled(Generic[M]):
    """Set on the instances, which the copies of a queryset carry on: Django does the rest as it always does."""

    def __init__(self, queryset: QuerySet[M], values: Sequence[Value]) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, wanted = compiler.as_sql()
        if tuple(wanted) != tuple(values):
            raise LookupError(f"The values {values!r} stand in the SQL as {wanted!r}: {self.sql}")
        compiler.as_sql = self.ask
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        self.queryset, self.values = queryset, tuple(values)

    def ask(self, *_args: Any, **_options: Any) -> tuple[str, tuple[Value, ...]]:
        return self.sql, self.values

    def read(self, values: Sequence[Value]) -> list[M]:
        self.values = tuple(values)
        return list(self.queryset.all())
